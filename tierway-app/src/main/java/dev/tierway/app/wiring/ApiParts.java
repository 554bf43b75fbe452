package dev.tierway.app.wiring;

import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.batch.run.BatchRunner;
import dev.tierway.gateway.metering.GatewayMetrics;
import java.util.SplittableRandom;

/** The APIs beside inference, and what works for them in the background. */
record ApiParts(BatchApiParts batches, CompletionParts completions, EvalParts evals) {

    /** @param opened takes what is to be closed */
    static ApiParts open(
            BatchApiParts.Input input,
            BatchParts.Path path,
            GatewayMetrics metrics,
            SplittableRandom random,
            OpenedParts opened) {
        BatchRunner runner = opened.add(BatchParts.start(
                        input,
                        path,
                        new BatchRunner.Sources(input.clock(), Ticker.system(), input.ids(), random.split())))
                .runner();
        BatchApiParts batches = opened.add(BatchApiParts.open(input, runner::wake));
        CompletionParts completions = CompletionParts.open(input, path.pipeline(), metrics, opened);
        EvalParts evals = opened.add(EvalParts.start(input, path.pipeline(), path.ledger(), random.split()));
        return new ApiParts(batches, completions, evals);
    }
}
