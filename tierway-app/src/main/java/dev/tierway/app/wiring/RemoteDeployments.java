package dev.tierway.app.wiring;

import dev.tierway.app.config.DeploymentConfig;
import dev.tierway.app.config.Secret;
import dev.tierway.core.time.WallClock;
import dev.tierway.providers.openai.OpenAiProvider;
import dev.tierway.providers.openai.OpenAiProviderConfig;
import dev.tierway.providers.spi.Provider;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.providers.transport.Timeouts;
import java.util.Optional;

/** Connects to servers that speak OpenAI's API. */
final class RemoteDeployments {
    private final Reaper reaper;
    private final Optional<Secret> secret;

    /** @param secret what cache salts are keyed by; empty for a random key of each deployment */
    RemoteDeployments(Reaper reaper, Optional<Secret> secret) {
        this.reaper = reaper;
        this.secret = secret;
    }

    Provider connect(DeploymentConfig.OpenAiCompatible config) {
        DeploymentConfig.BackendTimeouts timeouts = config.timeouts();
        OpenAiProviderConfig.Builder builder = OpenAiProviderConfig.builder(
                        config.name(), config.engine(), config.baseUrl(), config.model())
                .concurrency(config.concurrency())
                .nativePriority(config.nativePriority())
                .timeouts(
                        new Timeouts(
                                timeouts.connect(),
                                OpenAiProviderConfig.DEFAULT_TIMEOUTS.write(),
                                timeouts.firstByte(),
                                timeouts.idle()),
                        OpenAiProviderConfig.DEFAULT_WHOLE_REPLY);
        config.apiKey().ifPresent(key -> builder.apiKey(key::reveal));
        secret.ifPresent(root -> builder.saltSecret(root.derive("cache salt")));
        return new OpenAiProvider(builder.build(), reaper, WallClock.system());
    }
}
