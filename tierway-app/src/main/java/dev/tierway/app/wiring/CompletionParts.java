package dev.tierway.app.wiring;

import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.evals.redact.TreeRedactor;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.completion.CompletionRecorder;
import dev.tierway.gateway.completion.CompletionRoutes;
import dev.tierway.gateway.completion.RetentionSweep;
import dev.tierway.gateway.feedback.FeedbackRoutes;
import dev.tierway.gateway.metering.GatewayMetrics;
import dev.tierway.gateway.pipeline.InferencePipeline;
import dev.tierway.storage.Database;
import dev.tierway.storage.completion.CompletionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stored completions and feedback as configured. */
record CompletionParts(CompletionRoutes chat, FeedbackRoutes feedback) {

    /** What they work with besides. */
    record Outside(Authenticator authenticator, GatewayMetrics metrics, WallClock wall, IdSource ids) {}

    /** Whatever has to be closed in the end is added to {@code opened}. */
    static CompletionParts open(
            TierwayConfig config, Database database, InferencePipeline pipeline, Outside outside, OpenedParts opened) {
        List<RetentionSweep.Kept> kept = new ArrayList<>();
        kept.add(
                new RetentionSweep.Kept("feedback", config.feedback().retention(), database.feedback()::deleteExpired));
        Optional<CompletionRoutes.Keeping> keeping = Optional.empty();
        CompletionStore store = database.completions();
        kept.add(new RetentionSweep.Kept(
                "completions", config.completions().settings().retention(), store::deleteExpired));
        if (config.completions().enabled()) {
            CompletionRecorder recorder = opened.add(
                    new CompletionRecorder(config.completions().settings(), store, outside.wall(), Ticker.system()));
            tell(outside.metrics(), recorder);
            keeping = Optional.of(new CompletionRoutes.Keeping(outside.authenticator(), recorder, store));
        }
        opened.add(RetentionSweep.start(kept, outside.wall()));
        FeedbackRoutes feedback = new FeedbackRoutes(new FeedbackRoutes.Parts(
                outside.authenticator(),
                database.feedback(),
                database.ledger(),
                config.feedback().redactor().map(it -> new TreeRedactor(it, TreeRedactor.OPENAI_NAMES)),
                outside.wall(),
                outside.ids()));
        return new CompletionParts(new CompletionRoutes(pipeline, keeping), feedback);
    }

    private static void tell(GatewayMetrics metrics, CompletionRecorder recorder) {
        metrics.count("tierway.completions.stored", "Completions that were stored", recorder::kept);
        metrics.count(
                "tierway.completions.dropped",
                "Completions that were to be stored and found no room to wait",
                recorder::dropped);
        metrics.count(
                "tierway.completions.too.large",
                "Completions that were larger than what is stored",
                recorder::tooLarge);
        metrics.count(
                "tierway.completions.unreadable",
                "Answers that were no chat completions and could not be stored",
                recorder::unreadable);
    }
}
