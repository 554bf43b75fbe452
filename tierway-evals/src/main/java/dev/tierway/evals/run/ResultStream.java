package dev.tierway.evals.run;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The results in a file, one at a time. A last line without its end was torn and is left out; any other line that is no
 * result fails with its number ({@link FailureException}). Confined to one thread.
 */
public final class ResultStream implements Iterator<CaseResult>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    private long number;
    private @Nullable CaseResult next;
    private boolean ended;

    ResultStream(Path file) throws IOException {
        this.file = file;
        this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    @Override
    public boolean hasNext() {
        if (next == null && !ended) {
            next = read();
            ended = next == null;
        }
        return next != null;
    }

    @Override
    public CaseResult next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        CaseResult result = next;
        next = null;
        return Objects.requireNonNull(result);
    }

    private @Nullable CaseResult read() {
        try {
            line.reset();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return null;
                }
                line.write(c);
            }
            number++;
            return ResultJson.read(JSON.readTree(line.toByteArray()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (JacksonException | IllegalArgumentException noResult) {
            throw Failure.of(
                            FailureKind.INVALID_REQUEST,
                            "malformed_result",
                            file + ":" + number + " is no result (" + firstLine(noResult)
                                    + "); remove the line and resume the run")
                    .toException();
        }
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
