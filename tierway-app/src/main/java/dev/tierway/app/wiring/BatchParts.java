package dev.tierway.app.wiring;

import dev.tierway.app.config.BatchesConfig;
import dev.tierway.core.time.Ticker;
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
import dev.tierway.storage.Database;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.group.GroupWriter;
import java.util.HashMap;
import java.util.Map;

/** What runs batches. */
record BatchParts(BatchRunner runner, GroupWriter<FinishedLine> results) implements AutoCloseable {
    /** What lines go through, and who hears of it. */
    record Path(InferencePipeline pipeline, LedgerMetering ledger, Map<String, Project> projects, BatchWatch watch) {}

    static BatchParts start(BatchesConfig config, Database database, Path path, BatchRunner.Sources sources) {
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
                        BatchIntake.NONE,
                        BatchEvents.NONE,
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
