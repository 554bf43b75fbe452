package dev.tierway.gateway.usecase;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.TierTerms;
import dev.tierway.providers.spi.InferenceRequest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named profile of a project: what the requests of one use of it run on, and as what. Thread-safe.
 *
 * @param name letters, digits, {@code -}, {@code _} and {@code .}; fit for headers and labels
 * @param project whose it is
 * @param model the alias it runs on; empty when requests choose
 * @param defaults what is asked for by requests that do not say
 * @param escalations the callers that run in a better tier; null when none ever does
 */
public record UseCase(
        String name,
        String project,
        Optional<String> model,
        Set<ServiceTier> allowedTiers,
        ServiceTier defaultTier,
        Defaults defaults,
        @Nullable Escalations escalations)
        implements TierTerms {
    public UseCase {
        allowedTiers = Set.copyOf(allowedTiers);
        if (!allowedTiers.contains(defaultTier)) {
            throw new IllegalArgumentException(
                    "use case " + name + ": its tier " + defaultTier.wireName() + " is not among its allowed tiers");
        }
    }

    /**
     * What is asked for by requests that do not say.
     *
     * @param flexFallback whether flex work may be served as standard at its deadline
     * @param spill where reserved work above the entitlement goes
     */
    public record Defaults(boolean flexFallback, Optional<SpillOverride> spill) {
        public static final Defaults NONE = new Defaults(false, Optional.empty());
    }

    @Override
    public String owner() {
        return "use case '" + name + "'";
    }

    /**
     * {@code request}, for the alias that this use case runs on. It may name that, or the use case.
     *
     * @throws dev.tierway.core.failure.FailureException when it names another model
     */
    public InferenceRequest onItsModel(InferenceRequest request) {
        return request.withModel(alias(request.model()));
    }

    /**
     * The alias that a request for {@code asked} runs on, which may be that alias, or the use case's name.
     *
     * @throws dev.tierway.core.failure.FailureException when it is another
     */
    public String alias(String asked) {
        if (model.isPresent()) {
            String alias = model.get();
            if (!asked.equals(alias) && !asked.equals(name)) {
                throw new Failure(
                                FailureKind.FORBIDDEN,
                                "model_not_allowed",
                                "use case '" + name + "' runs on model '" + alias + "' only, not on '" + asked
                                        + "': send \"model\": \"" + alias + "\", or have 'model' of the use case"
                                        + " changed",
                                "model",
                                null)
                        .toException();
            }
            return alias;
        }
        if (asked.equals(name)) {
            throw Failure.invalid(
                            "model",
                            "use_case_without_model",
                            "use case '" + name + "' has no model of its own: name one of those that GET /v1/models"
                                    + " lists")
                    .toException();
        }
        return asked;
    }
}
