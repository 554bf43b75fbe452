package dev.tierway.app.wiring;

import dev.tierway.app.config.ConfiguredLimits;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.batch.api.BatchRoutes;
import dev.tierway.gateway.batch.input.BatchPools;
import dev.tierway.gateway.batch.input.BatchValidator;
import dev.tierway.gateway.batch.input.LineIntake;
import dev.tierway.gateway.batch.micro.MicroBatchRoutes;
import dev.tierway.gateway.batch.micro.MicroBatches;
import dev.tierway.gateway.batch.micro.MicroResultSweep;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.Database;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import java.util.Map;
import java.util.function.Function;

/** How callers ask for batches, and how what they ask for is read in. */
record BatchApiParts(BatchRoutes batches, MicroBatchRoutes microBatches, MicroBatches micro, MicroResultSweep sweep)
        implements AutoCloseable {
    /** Whom callers' keys and the models that they name belong to. */
    record Callers(
            Authenticator authenticator, Map<String, Project> projects, UseCases useCases, ModelAliases models) {}

    /** What the APIs that keep things work with. */
    record Input(TierwayConfig config, Database database, Callers callers, WallClock clock, IdSource ids) {
        private LineIntake intake() {
            return new LineIntake(callers.models(), callers.useCases(), ids);
        }
    }

    /** @param failure what is written when a batch fails, for those who are to be told */
    static BatchValidator validator(Input input, Function<StoredBatch, Alongside> failure) {
        Database database = input.database();
        return new BatchValidator(
                new BatchValidator.Parts(
                        database.files(input.clock()),
                        database.batches(),
                        database.batchLines(),
                        input.intake(),
                        input.callers().projects(),
                        pools(input.config()),
                        input.clock(),
                        failure),
                new BatchValidator.Bounds(
                        input.config().batches().maxLines(),
                        input.config().server().maxBody()));
    }

    /** @param wake has whoever runs batches look for something new */
    static BatchApiParts open(Input input, Runnable wake) {
        Database database = input.database();
        Authenticator authenticator = input.callers().authenticator();
        MicroBatches micro = new MicroBatches(
                new MicroBatches.Parts(
                        database.batches(),
                        database.batchLines(),
                        input.intake(),
                        pools(input.config()),
                        input.clock(),
                        Ticker.system(),
                        input.ids(),
                        wake),
                input.config().batches().micro());
        BatchRoutes batches = new BatchRoutes(new BatchRoutes.Parts(
                authenticator,
                input.callers().useCases(),
                database.files(input.clock()),
                database.batches(),
                input.clock(),
                input.ids(),
                wake));
        return new BatchApiParts(
                batches,
                new MicroBatchRoutes(authenticator, micro, Ticker.system()),
                micro,
                MicroResultSweep.start(
                        database.batchLines(),
                        input.clock(),
                        input.config().batches().outputExpiry()));
    }

    private static BatchPools pools(TierwayConfig config) {
        return new BatchPools(ConfiguredLimits.quotas(config).stream()
                .flatMap(quota -> quota.config().batchEnqueuedTokens().stream()
                        .map(most -> new TokenPool(
                                quota.scope().project(),
                                quota.scope().key(),
                                quota.scope().useCase(),
                                quota.scope().model(),
                                most)))
                .toList());
    }

    @Override
    public void close() {
        sweep.close();
        micro.close();
    }
}
