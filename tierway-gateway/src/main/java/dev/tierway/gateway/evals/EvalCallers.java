package dev.tierway.gateway.evals;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.auth.TierPolicy;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import java.util.Optional;

/** Who may make evals and runs, and which models and tiers theirs may use. Thread-safe. */
public record EvalCallers(Authenticator authenticator, UseCases useCases, ModelAliases models) {

    /** Whose key the exchange brings, for the use case that it names. */
    Principal principal(Exchange exchange) {
        Principal principal = authenticator.authenticate(exchange.header("authorization"));
        UseCase useCase = useCases.chosen(principal, exchange.header(UseCases.HEADER), "");
        return useCase == null
                ? principal
                : new Principal(principal.project(), principal.keyId(), Optional.of(useCase.name()));
    }

    /** Throws, with {@code param}, unless requests of {@code principal} may go to {@code model} in {@code tier}. */
    void require(Principal principal, String param, String model, Optional<String> tier) {
        try {
            UseCase useCase = useCases.chosen(principal, null, model);
            models.pool(useCase == null ? model : useCase.alias(model));
            TierPolicy.resolve(tier, useCase == null ? principal.project() : useCase);
        } catch (FailureException refused) {
            Failure why = refused.failure();
            boolean ofTier = "service_tier".equals(why.param());
            throw new Failure(
                            why.kind() == FailureKind.NOT_FOUND ? FailureKind.INVALID_REQUEST : why.kind(),
                            why.code(),
                            why.message(),
                            ofTier ? "metadata." + RunMetadata.TIER : param,
                            null)
                    .toException();
        }
    }
}
