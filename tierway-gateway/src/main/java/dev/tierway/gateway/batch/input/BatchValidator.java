package dev.tierway.gateway.batch.input;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input of batches, line by line: what can be run is stored and goes into progress, what cannot fails with every
 * problem and its line. Thread-safe; needs the memory of some lines, whatever the size of the file.
 */
public final class BatchValidator {
    /**
     * What the validator works with.
     *
     * @param projects by name
     * @param pools that batches are held in
     * @param failure what is written when a batch fails, for those who are to be told
     */
    public record Parts(
            FileStore files,
            BatchStore batches,
            BatchLineStore lines,
            LineIntake intake,
            Map<String, Project> projects,
            BatchPools pools,
            WallClock clock,
            Function<StoredBatch, Alongside> failure) {
        public Parts {
            projects = Map.copyOf(projects);
        }
    }

    /**
     * How much a batch may be.
     *
     * @param lines of a batch
     * @param lineBytes of one line
     */
    public record Bounds(int lines, int lineBytes) {}

    /** Where a micro-batch says in its metadata which model alias its lines name. */
    public static final String MICRO_MODEL = "model";

    private final Parts parts;
    private final Bounds bounds;

    public BatchValidator(Parts parts, Bounds bounds) {
        this.parts = parts;
        this.bounds = bounds;
    }

    /**
     * Reads in a batch that is claimed for that. Afterwards it is in progress or failed, unless the claim was lost. What is
     * not the input's fault is thrown, and leaves the batch to be read in again.
     */
    public void validate(BatchClaim claim, StoredBatch batch) {
        Problems problems = new Problems();
        if (batch.asked().micro()) {
            startFilled(claim, batch, problems);
        } else {
            String model = read(claim, batch, problems);
            if (problems.none()) {
                start(claim, batch, model, problems);
            }
        }
        if (!problems.none()) {
            parts.batches()
                    .failed(
                            claim,
                            problems.list(),
                            parts.clock().now(),
                            parts.failure().apply(batch));
        }
    }

    /**
     * Puts a micro-batch in progress whose filler is done with it, or died. Its lines were checked as they came, and have been
     * promised to run: where the pools are full it waits for them.
     */
    private void startFilled(BatchClaim claim, StoredBatch batch, Problems problems) {
        if (passed(batch, problems)) {
            return;
        }
        String model = batch.asked().metadata().getOrDefault(MICRO_MODEL, "");
        switch (started(claim, batch, model)) {
            case BatchStart.Begun _, BatchStart.Lost _ -> {
                // Somebody goes on with it.
            }
            case BatchStart.Full full ->
                throw Failure.of(FailureKind.RATE_LIMITED, "token_limit_exceeded", tooManyTokens(full))
                        .toException();
        }
    }

    private void start(BatchClaim claim, StoredBatch batch, String model, Problems problems) {
        switch (started(claim, batch, model)) {
            case BatchStart.Begun _, BatchStart.Lost _ -> {
                // Somebody goes on with it.
            }
            case BatchStart.Full full -> problems.ofAll("token_limit_exceeded", tooManyTokens(full), null);
        }
    }

    private BatchStart started(BatchClaim claim, StoredBatch batch, String model) {
        return parts.batches()
                .started(
                        claim,
                        model,
                        parts.clock().now(),
                        parts.pools().of(batch.asked().caller(), model));
    }

    private static String tooManyTokens(BatchStart.Full full) {
        return "Enqueued token limit reached for " + scope(full.pool()) + ". Limit: "
                + full.pool().most()
                + " enqueued tokens, of which other batches hold " + full.enqueued() + "; this batch adds about "
                + full.added() + ". Please try again once some in_progress batches have been completed.";
    }

    private static String scope(TokenPool pool) {
        List<String> words = new ArrayList<>();
        pool.model().ifPresent(it -> words.add("model '" + it + "'"));
        pool.project().ifPresent(it -> words.add("project '" + it + "'"));
        pool.key().ifPresent(it -> words.add("key " + it));
        pool.useCase().ifPresent(it -> words.add("use case '" + it + "'"));
        return words.isEmpty() ? "the organisation" : String.join(" in ", words);
    }

    /** Stores the lines of the input up to the first problem; the model alias that they run on. */
    private String read(BatchClaim claim, StoredBatch batch, Problems problems) {
        if (passed(batch, problems)) {
            return "";
        }
        Project project = parts.projects().get(batch.asked().caller().project());
        if (project == null) {
            throw Failure.of(
                            FailureKind.FORBIDDEN,
                            "project_not_found",
                            "project '" + batch.asked().caller().project() + "' is not configured any more")
                    .toException();
        }
        Optional<StoredFile> file =
                parts.files().find(project.name(), batch.asked().inputFile());
        if (file.isEmpty()) {
            gone(batch, problems);
            return "";
        }
        Principal principal = new Principal(
                project,
                batch.asked().caller().keyId(),
                Optional.of(batch.asked().caller().useCase()).filter(name -> !name.isEmpty()));
        try (InputStream content = parts.files().open(file.get())) {
            return new Reading(claim, batch, principal, problems).read(content);
        } catch (FailureException failed) {
            if (failed.failure().kind() != FailureKind.NOT_FOUND) {
                throw failed;
            }
            gone(batch, problems);
            return "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether the window of the batch has ended. */
    private boolean passed(StoredBatch batch, Problems problems) {
        Instant end = batch.asked().expiresAt();
        boolean passed = !parts.clock().now().isBefore(end);
        if (passed) {
            problems.ofAll(
                    "batch_expired",
                    "The completion window ended at " + end + ", before the batch could start: create it again.",
                    "completion_window");
        }
        return passed;
    }

    private static void gone(StoredBatch batch, Problems problems) {
        problems.ofAll(
                "input_file_not_found",
                "The input file '" + batch.asked().inputFile()
                        + "' was deleted, or has expired, before it was read: upload it again.",
                "input_file_id");
    }

    /** One pass over one file. */
    private final class Reading {
        private static final int GROUP_LINES = 1_000;
        private static final int GROUP_BYTES = 4 << 20;

        private final BatchClaim claim;
        private final StoredBatch batch;
        private final Principal principal;
        private final Problems problems;
        private final InputLineReader lineReader;
        private final CustomIds customIds = new CustomIds();
        private final List<NewLine> group = new ArrayList<>();
        private int groupBytes;
        private int lines;

        /** Others read it in now, or it was cancelled. */
        private boolean lost;

        /** What the first line names, and what that means; the second is null when it means nothing here. */
        private @Nullable String model;

        private LineIntake.@Nullable Target target;
        private @Nullable Failure noTarget;

        Reading(BatchClaim claim, StoredBatch batch, Principal principal, Problems problems) {
            this.claim = claim;
            this.batch = batch;
            this.principal = principal;
            this.problems = problems;
            this.lineReader = InputLineReader.ofFile(batch.asked().endpoint());
        }

        String read(InputStream content) {
            parts.lines().drop(claim);
            JsonLines text = new JsonLines(content, bounds.lineBytes());
            for (JsonLines.Line line = text.next(); line != null && !enough(); line = text.next()) {
                lines++;
                if (lines > bounds.lines()) {
                    problems.ofLine(
                            line.number(),
                            "too_many_tasks",
                            "The batch has more than " + bounds.lines() + " requests: split the input file.",
                            null);
                    break;
                }
                take(line);
            }
            if (lines == 0) {
                problems.ofAll(
                        "empty_file", "The input file is empty: it must have at least one request.", "input_file_id");
            }
            store();
            return target == null ? "" : target.alias();
        }

        /** Whether reading on is of no use. */
        private boolean enough() {
            return problems.full() || lost;
        }

        private void take(JsonLines.Line line) {
            if (line.tooLong()) {
                problems.ofLine(
                        line.number(),
                        "line_too_large",
                        "This line has more than " + bounds.lineBytes() + " bytes, the most that a request may have.",
                        null);
                return;
            }
            lineReader
                    .read(line, (code, message, param) -> problems.ofLine(line.number(), code, message, param))
                    .ifPresent(sent -> take(line.number(), sent));
        }

        private void take(int number, InputLine sent) {
            int earlier = customIds.lineOf(sent.customId(), number);
            if (earlier != number) {
                problems.ofLine(
                        number,
                        "duplicate_custom_id",
                        "The custom_id for this request is a duplicate of another request, in line " + earlier
                                + ". The custom_id parameter must be unique for each request in a batch.",
                        "custom_id");
            }
            LineIntake.Target known = target(number, sent.model());
            if (known != null && problems.none()) {
                add(parts.intake().line(number, sent, known, batch.asked().shareIdentical()));
            }
        }

        private LineIntake.@Nullable Target target(int number, String named) {
            if (model == null) {
                model = named;
                try {
                    target = parts.intake().target(principal, named);
                } catch (FailureException refused) {
                    noTarget = refused.failure();
                }
            }
            if (!model.equals(named)) {
                problems.ofLine(
                        number,
                        "mismatched_model",
                        "The model for this request does not match the rest of the batch, which has '" + model
                                + "'. Each batch must contain requests for a single model.",
                        "body.model");
                return null;
            }
            if (noTarget != null) {
                problems.ofLine(number, noTarget.code(), noTarget.message(), "body.model");
            }
            return target;
        }

        private void add(NewLine line) {
            group.add(line);
            groupBytes += line.body().length;
            if (group.size() >= GROUP_LINES || groupBytes >= GROUP_BYTES) {
                store();
            }
        }

        private void store() {
            if (problems.none() && !group.isEmpty()) {
                lost = !parts.lines().add(claim, group);
            }
            group.clear();
            groupBytes = 0;
        }
    }
}
