package dev.tierway.core.pricing;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.time.Instant;
import java.util.Optional;

/**
 * The prices a gateway charges, and whether it serves what has none. Immutable.
 *
 * @param book by model alias
 */
public record Pricing(PriceBook book, WithoutPrice withoutPrice) {
    /** Nothing has a price, and everything is served. */
    public static final Pricing NONE = new Pricing(PriceBook.EMPTY, WithoutPrice.SERVE);

    /** What becomes of a request for a model without a price. */
    public enum WithoutPrice {
        /** It is served, and its cost is marked as unknown. */
        SERVE,
        REFUSE
    }

    /** Why a request for {@code model} must not be served now; empty when it may. */
    public Optional<Failure> refusal(String model, Instant now) {
        if (withoutPrice == WithoutPrice.SERVE || book.version(model, now).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Failure.of(
                FailureKind.FORBIDDEN,
                "model_unpriced",
                "model '" + model + "' has no price at this time, and this gateway serves only what has one; the"
                        + " operator can add a price, or set 'prices.unpriced' to 'serve'"));
    }

    /** See {@link PriceBook#charge}. */
    public Charge charge(String model, ServiceTier served, Usage usage, Instant ofUse, boolean insideReservation) {
        return book.charge(model, served, usage, ofUse, insideReservation);
    }
}
