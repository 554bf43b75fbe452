package dev.tierway.gateway.pipeline;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.quota.RateLimitHeaders;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What requests cost and what limits them. Thread-safe.
 *
 * @param recording whether what a request uses can be written down; new ones are turned away while it cannot
 */
public record Accounting(Pricing pricing, LimitGate limits, WallClock clock, BooleanSupplier recording) {
    /** Nothing has a price or a limit. */
    public static Accounting none(Ticker ticker, WallClock clock) {
        LimitGate unlimited =
                new LimitGate(new LimitBook(List.of()), new LimitLedger(ticker, clock, (limit, now) -> {}));
        return new Accounting(Pricing.NONE, unlimited, clock, () -> true);
    }

    /**
     * Opens a request's account with a debit of its estimates; throws what keeps it out: no price, a quota, a budget.
     */
    Account open(Account.Opening opening) {
        if (!recording.getAsBoolean()) {
            throw Failure.of(
                            FailureKind.OVERLOADED,
                            "ledger_unavailable",
                            "the gateway cannot write down what requests use: its database does not answer; try again"
                                    + " later, or have 'storage' looked after")
                    .toException();
        }
        Instant now = clock.now();
        pricing.refusal(opening.caller().model(), now).ifPresent(refusal -> {
            throw refusal.toException();
        });
        return new Account(this, opening, now);
    }

    /** Adds what is left of the caller's quotas to the headers of an answer. */
    void addLimits(Caller caller, Headers.Builder headers) {
        RateLimitHeaders.add(caller, limits, headers);
    }

    Charge charge(Caller caller, ServiceTier served, Usage usage, Instant ofUse) {
        return pricing.charge(caller.model(), served, usage, ofUse, served == ServiceTier.RESERVED);
    }
}
