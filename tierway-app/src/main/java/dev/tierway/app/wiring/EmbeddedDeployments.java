package dev.tierway.app.wiring;

import dev.tierway.app.cli.Progress;
import dev.tierway.app.config.DeploymentConfig;
import dev.tierway.app.config.SchedulingConfig;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.EngineSettings;
import dev.tierway.engine.catalogue.ModelStore;
import dev.tierway.engine.catalogue.Natives;
import dev.tierway.engine.llama.LlamaBackend;
import dev.tierway.engine.llama.LlamaLibrary;
import dev.tierway.engine.llama.LlamaModel;
import dev.tierway.engine.plan.PlanSettings;
import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.providers.embedded.EmbeddedModel;
import dev.tierway.providers.embedded.EmbeddedProvider;
import dev.tierway.providers.embedded.EmbeddedSettings;
import dev.tierway.providers.spi.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Brings up models that run in this process. */
final class EmbeddedDeployments {
    private static final Duration REPORT_EVERY = Duration.ofMillis(500);

    /** Priors for a model of about 135M parameters on two cores; replaced by what is learned. */
    private static final double PREFILL_TOKENS_PER_SECOND = 400;

    private static final double OUTPUT_TOKENS_PER_SECOND = 80;

    private final Natives natives;
    private final ModelStore models;
    private final LongSupplier seeds;

    /** @param seeds thread-safe; one for every request that brings none */
    EmbeddedDeployments(Natives natives, ModelStore models, LongSupplier seeds) {
        this.natives = natives;
        this.models = models;
        this.seeds = seeds;
    }

    /** Fetches what is missing, loads the model and starts its engine. */
    Provider start(DeploymentConfig.Embedded config, SchedulingConfig scheduling, Progress progress) {
        Path file = models.locate(config.model(), Transfers.to(progress));
        LlamaLibrary library = LlamaLibrary.open(natives.findOrInstall(config.llamaDir(), Transfers.to(progress)));
        LlamaModel model = library.load(file);
        try {
            return start(config, scheduling, model, library.version());
        } catch (RuntimeException | Error failed) {
            model.close();
            throw failed;
        }
    }

    private Provider start(
            DeploymentConfig.Embedded config, SchedulingConfig scheduling, LlamaModel model, String libraryVersion) {
        int context = Math.min(config.context(), model.contextLength());
        EmbeddedModel offered = new EmbeddedModel(
                model,
                template(config, model),
                model::grammar,
                context,
                "fp-" + libraryVersion + "-" + model.weightBytes(),
                model::close);
        EmbeddedEngine engine = new EmbeddedEngine(
                settings(config, scheduling, context),
                () -> new LlamaBackend(model, options(config)),
                model,
                Ticker.system());
        return new EmbeddedProvider(
                new EmbeddedSettings(
                        config.name(),
                        config.slots(),
                        PREFILL_TOKENS_PER_SECOND,
                        OUTPUT_TOKENS_PER_SECOND,
                        REPORT_EVERY),
                offered,
                engine,
                WallClock.system(),
                seeds);
    }

    private static LlamaBackend.Options options(DeploymentConfig.Embedded config) {
        LlamaBackend.Options usual = LlamaBackend.Options.of(config.context());
        return new LlamaBackend.Options(
                usual.cells(), usual.maxBatch(), Math.max(usual.maxOutputs(), config.slots()), usual.maxThreads());
    }

    private static Optional<ChatTemplate> template(DeploymentConfig.Embedded config, LlamaModel model) {
        try {
            if (config.chatTemplate().isPresent()) {
                return Optional.of(ChatTemplate.named(config.chatTemplate().get()));
            }
            return model.chatTemplate().isEmpty()
                    ? Optional.empty()
                    : Optional.of(ChatTemplate.ofModel(model.chatTemplate()));
        } catch (IllegalArgumentException unknown) {
            throw new FailureException(
                    Failure.of(
                            FailureKind.INTERNAL,
                            "unknown_chat_template",
                            "deployment '" + config.name() + "': " + unknown.getMessage()),
                    unknown);
        }
    }

    private static EngineSettings settings(DeploymentConfig.Embedded config, SchedulingConfig scheduling, int context) {
        int cores = Runtime.getRuntime().availableProcessors();
        EngineSettings defaults = EngineSettings.defaults(context, cores);
        PlanSettings plan = PlanSettings.DEFAULTS
                .withWidth(config.slots(), config.narrowBatch())
                .withShares(
                        PlanSettings.DEFAULTS.standardShare(),
                        scheduling.tier(ServiceTier.FLEX).minShare(),
                        scheduling.tier(ServiceTier.BATCH).minShare());
        EngineSettings settings = defaults.withMaxRunning(config.slots()).withPlan(plan);
        return config.threads().isPresent()
                ? settings.withThreads(
                        config.threads().getAsInt(), config.threads().getAsInt())
                : settings;
    }
}
