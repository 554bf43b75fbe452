package dev.tierway.gateway.file;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.file.FileSink;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code POST /v1/files}: puts the content into the store as it comes, and what is said of it in whichever order its
 * fields come. Confined to one thread.
 */
final class FileUpload implements AutoCloseable {
    private static final String FILE = "file";
    private static final String PURPOSE = "purpose";
    private static final String ANCHOR = "expires_after[anchor]";
    private static final String SECONDS = "expires_after[seconds]";
    private static final Set<String> FIELDS = Set.of(PURPOSE, ANCHOR, SECONDS);

    /** What files may be uploaded for. Only batches use them here. */
    private static final Set<String> PURPOSES =
            Set.of(StoredFile.BATCH, "assistants", "evals", "fine-tune", "user_data", "vision");

    private static final String BATCH_SUFFIX = ".jsonl";
    private static final Duration BATCH_KEPT = Duration.ofDays(30);
    private static final long LEAST_SECONDS = Duration.ofHours(1).toSeconds();
    private static final long MOST_SECONDS = Duration.ofDays(30).toSeconds();
    private static final int MAX_FIELD_BYTES = 1 << 10;
    private static final int MAX_FILENAME = 255;
    private static final int PIECE_BYTES = 64 << 10;

    private final FileStore store;
    private final FileLimits limits;
    private final String id;
    private final String project;
    private final Instant createdAt;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String filename = "";
    private @Nullable FileSink sink;

    /** @param file what is known of it before the first field */
    FileUpload(FileStore store, FileLimits limits, NewFile file) {
        this.store = store;
        this.limits = limits;
        this.id = file.id();
        this.project = file.project();
        this.createdAt = file.createdAt();
    }

    /** Takes the whole form. */
    StoredFile take(MultipartReader form) throws IOException {
        for (MultipartReader.Part part = form.next(); part != null; part = form.next()) {
            String name = part.disposition().name();
            if (name.equals(FILE)) {
                takeFile(part);
            } else {
                takeField(name, part.content());
            }
        }
        if (sink == null) {
            throw missing(FILE);
        }
        String purpose = purpose().orElseThrow(() -> missing(PURPOSE));
        Optional<Instant> expiresAt = expiresAt(purpose);
        checkBatch(sink.bytes());
        sink.describe(purpose, filename, expiresAt);
        return sink.finish();
    }

    private void takeFile(MultipartReader.Part part) throws IOException {
        if (sink != null) {
            throw twice(FILE);
        }
        filename = part.disposition().filename().orElse("");
        if (filename.isEmpty() || filename.length() > MAX_FILENAME) {
            throw invalid(FILE, "'file' must have a filename of 1 to " + MAX_FILENAME + " characters");
        }
        checkBatch(0);
        sink = store.create(new NewFile(id, project, "", filename, createdAt, Optional.empty()));
        byte[] piece = new byte[PIECE_BYTES];
        for (int read = part.content().read(piece);
                read >= 0;
                read = part.content().read(piece)) {
            requireRoom(sink.bytes() + read);
            sink.write(piece, 0, read);
        }
    }

    private void takeField(String name, InputStream content) throws IOException {
        if (!FIELDS.contains(name)) {
            throw Failure.invalid(
                            name,
                            "unknown_parameter",
                            "'" + name + "' is not a field of a file: use " + FILE + ", "
                                    + String.join(", ", FIELDS.stream().sorted().toList()))
                    .toException();
        }
        byte[] value = content.readNBytes(MAX_FIELD_BYTES + 1);
        if (value.length > MAX_FIELD_BYTES) {
            throw invalid(name, "'" + name + "' is longer than " + MAX_FIELD_BYTES + " bytes");
        }
        if (fields.put(name, new String(value, StandardCharsets.UTF_8)) != null) {
            throw twice(name);
        }
        if (name.equals(PURPOSE)) {
            purpose();
        }
    }

    private Optional<String> purpose() {
        Optional<String> purpose = Optional.ofNullable(fields.get(PURPOSE));
        if (purpose.isPresent() && !PURPOSES.contains(purpose.get())) {
            throw invalid(
                    PURPOSE,
                    "'purpose' must be one of "
                            + String.join(", ", PURPOSES.stream().sorted().toList()) + ", not '" + purpose.get() + "'");
        }
        return purpose;
    }

    private boolean forBatch() {
        return StoredFile.BATCH.equals(fields.get(PURPOSE));
    }

    /** Looks as early as the order of the fields allows. */
    private void checkBatch(long bytes) {
        if (forBatch() && !filename.endsWith(BATCH_SUFFIX)) {
            throw invalid(FILE, "a file for a batch is a " + BATCH_SUFFIX + " file; '" + filename + "' is none");
        }
        requireRoom(bytes);
    }

    private void requireRoom(long bytes) {
        long most = forBatch() ? limits.maxBatchBytes() : limits.maxBytes();
        if (bytes > most) {
            throw new Failure(
                            FailureKind.TOO_LARGE,
                            "file_too_large",
                            "the file is larger than the " + most + " bytes that one "
                                    + (forBatch() ? "for a batch " : "") + "may have",
                            FILE,
                            null)
                    .toException();
        }
    }

    private Optional<Instant> expiresAt(String purpose) {
        String anchor = fields.get(ANCHOR);
        String seconds = fields.get(SECONDS);
        if (anchor == null && seconds == null) {
            return purpose.equals(StoredFile.BATCH) ? Optional.of(createdAt.plus(BATCH_KEPT)) : Optional.empty();
        }
        if (anchor == null || seconds == null) {
            throw missing(anchor == null ? ANCHOR : SECONDS);
        }
        if (!anchor.equals("created_at")) {
            throw invalid(ANCHOR, "'" + ANCHOR + "' must be created_at, not '" + anchor + "'");
        }
        return Optional.of(createdAt.plusSeconds(seconds(seconds)));
    }

    private static long seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) {
                return seconds;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below.
        }
        throw invalid(
                SECONDS,
                "'" + SECONDS + "' must be a whole number from " + LEAST_SECONDS + " to " + MOST_SECONDS + ", not '"
                        + text + "'");
    }

    private static FailureException missing(String name) {
        return Failure.invalid(name, "missing_field", "'" + name + "' is missing from the form")
                .toException();
    }

    private static FailureException twice(String name) {
        return Failure.invalid(name, "duplicate_field", "'" + name + "' is there twice; give it once")
                .toException();
    }

    private static FailureException invalid(String name, String message) {
        return Failure.invalid(name, "invalid_value", message).toException();
    }

    /** Drops what was not taken whole. */
    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
