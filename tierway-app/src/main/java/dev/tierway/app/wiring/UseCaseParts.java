package dev.tierway.app.wiring;

import dev.tierway.app.config.ProjectConfig;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.app.config.UseCaseConfig;
import dev.tierway.core.time.Ticker;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Use cases as configured. */
final class UseCaseParts {
    private UseCaseParts() {}

    static UseCases of(TierwayConfig config, Ticker ticker) {
        return new UseCases(config.useCases().values().stream()
                .map(each -> useCase(each, config.project(each.project()), ticker))
                .toList());
    }

    /** Whose the keys of a project's use cases are. */
    static Map<KeyDigest, Principal> principals(TierwayConfig config, Project project) {
        Map<KeyDigest, Principal> byDigest = new HashMap<>();
        for (UseCaseConfig each : config.useCases().values()) {
            if (each.project().equals(project.name())) {
                each.keys()
                        .forEach(key -> byDigest.put(key, new Principal(project, key.id(), Optional.of(each.name()))));
            }
        }
        return byDigest;
    }

    private static UseCase useCase(UseCaseConfig settings, ProjectConfig project, Ticker ticker) {
        return new UseCase(
                settings.name(),
                settings.project(),
                settings.model(),
                settings.allowedTiers(project),
                settings.tier(project),
                settings.defaults(),
                settings.escalate()
                        .map(it -> new Escalations(settings.name(), it.rule(), ticker))
                        .orElse(null));
    }
}
