package dev.tierway.app.wiring;

import dev.tierway.app.config.BatchesConfig;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.batch.run.BatchEvents;
import dev.tierway.gateway.batch.run.BatchIntake;
import dev.tierway.gateway.batch.run.BatchPacing;
import dev.tierway.gateway.batch.run.BatchRunner;
import dev.tierway.gateway.batch.run.BatchWatch;
import dev.tierway.gateway.batch.run.RunnerSettings;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.gateway.pipeline.Pool;
import dev.tierway.scheduler.pace.PacePolicy;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.Database;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventStore;
import dev.tierway.storage.event.EventType;
import dev.tierway.storage.group.GroupWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What runs batches. */
record BatchParts(BatchRunner runner, GroupWriter<FinishedLine> results) implements AutoCloseable {
    /** What lines go through, and who hears of it. */
    record Path(InferencePipeline pipeline, LedgerMetering ledger, Map<String, Project> projects, BatchWatch watch) {}

    /** Tells webhooks of the ends of batches that somebody waits for. */
    private static BatchEvents events(WallClock clock, IdSource ids) {
        return (batch, status) -> type(status)
                .filter(_ -> !abandoned(batch, status))
                .map(type -> EventStore.adding(Event.of(
                        Event.ID_PREFIX + ids.next(),
                        type,
                        clock.now(),
                        batch.asked().caller().project(),
                        batch.id())))
                .orElse(Alongside.NOTHING);
    }

    /** Whether it has no lines: a micro-batch whose gateway died before it had stored the first submission. */
    private static boolean abandoned(StoredBatch batch, BatchStatus status) {
        return status == BatchStatus.COMPLETED && batch.counts().total() == 0;
    }

    private static Optional<EventType> type(BatchStatus ended) {
        return switch (ended) {
            case COMPLETED -> Optional.of(EventType.BATCH_COMPLETED);
            case FAILED -> Optional.of(EventType.BATCH_FAILED);
            case EXPIRED -> Optional.of(EventType.BATCH_EXPIRED);
            case CANCELLED -> Optional.of(EventType.BATCH_CANCELLED);
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> Optional.empty();
        };
    }

    static BatchParts start(BatchApiParts.Input input, Path path, BatchRunner.Sources sources) {
        BatchesConfig config = input.config().batches();
        Database database = input.database();
        BatchEvents events = events(sources.clock(), sources.ids());
        BatchIntake intake = BatchApiParts.validator(input, batch -> events.ended(batch, BatchStatus.FAILED))::validate;
        GroupWriter<FinishedLine> results =
                database.batchLines().writer(GroupWriter.Settings.DEFAULTS, Ticker.system());
        BatchRunner runner = BatchRunner.start(
                new BatchRunner.Parts(
                        database.batches(),
                        database.batchLines(),
                        database.files(sources.clock()),
                        results,
                        path.pipeline(),
                        path.ledger(),
                        path.projects(),
                        intake,
                        events,
                        path.watch()),
                sources,
                RunnerSettings.DEFAULTS.withLinesAtOnce(config.linesAtOnce()).withOutputExpiry(config.outputExpiry()));
        return new BatchParts(runner, results);
    }

    /** Has batch end in time in every pool. */
    static BatchWatch pacing(Map<String, Pool> byAlias) {
        Map<String, AdmissionGate> gates = new HashMap<>();
        byAlias.forEach((alias, pool) -> gates.put(alias, pool.gate()));
        return new BatchPacing(gates, PacePolicy.DEFAULT, Ticker.system());
    }

    /** Stops what runs, then writes what has an answer. */
    @Override
    public void close() {
        runner.close();
        results.close();
    }
}
