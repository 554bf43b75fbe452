package dev.tierway.gateway.batch.run;

import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchEnd;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.file.StoredFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends batches whose lines all have results: streams these into an output and an error file, which appear in the
 * transaction that ends the batch. Thread-safe; whoever dies in the middle leaves a batch that is ended from anew.
 */
final class BatchEnding {
    /** Result of a line that was not run before the window ended. */
    static final LineOutcome.Failed EXPIRED = new LineOutcome.Failed(
            "batch_expired", "This request could not be executed before the completion window expired.");

    /** Result of a line that was not run before the batch was cancelled. */
    static final LineOutcome.Failed CANCELLED =
            new LineOutcome.Failed("batch_cancelled", "This request was not executed because the batch was cancelled.");

    /** Where results come from and files go to. */
    record Stores(BatchStore batches, BatchLineStore lines, FileStore files) {}

    private final Stores stores;
    private final BatchEvents events;
    private final Duration outputExpiry;
    private final WallClock clock;
    private final IdSource ids;

    BatchEnding(Stores stores, BatchEvents events, Duration outputExpiry, WallClock clock, IdSource ids) {
        this.stores = stores;
        this.events = events;
        this.outputExpiry = outputExpiry;
        this.clock = clock;
        this.ids = ids;
    }

    /** False when the batch is not to be ended now after all. */
    boolean end(BatchClaim claim, StoredBatch batch) {
        boolean cancelled = batch.status() == BatchStatus.CANCELLING;
        if (!cancelled && !stores.batches().finalizing(claim, clock.now())) {
            return false;
        }
        AtomicBoolean expired = new AtomicBoolean();
        try (ResultFile output = file(batch, "output");
                ResultFile errors = file(batch, "error")) {
            stores.lines().forEachResult(batch.id(), LineState.DONE, output::add);
            stores.lines().forEachResult(batch.id(), LineState.FAILED, result -> {
                if (result.outcome() instanceof LineOutcome.Failed failed
                        && failed.code().equals(EXPIRED.code())) {
                    expired.set(true);
                }
                errors.add(result);
            });
            BatchStatus status =
                    cancelled ? BatchStatus.CANCELLED : expired.get() ? BatchStatus.EXPIRED : BatchStatus.COMPLETED;
            BatchEnd end = new BatchEnd(status, output.id(), errors.id(), clock.now());
            return stores.batches().ended(claim, end, handle -> {
                output.finish(handle);
                errors.finish(handle);
                events.ended(batch, status).write(handle);
            });
        }
    }

    private ResultFile file(StoredBatch batch, String kind) {
        return new ResultFile(stores.files(), () -> {
            Instant now = clock.now();
            return new NewFile(
                    "file-" + ids.next(),
                    batch.asked().caller().project(),
                    StoredFile.BATCH_OUTPUT,
                    batch.id() + "_" + kind + ".jsonl",
                    now,
                    Optional.of(now.plus(batch.asked().outputExpiresAfter().orElse(outputExpiry))));
        });
    }
}
