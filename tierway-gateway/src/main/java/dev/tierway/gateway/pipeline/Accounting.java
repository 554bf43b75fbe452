package dev.tierway.gateway.pipeline;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.Patience;
import java.time.Instant;
import java.util.List;

/** What requests cost and what limits them. Thread-safe. */
public record Accounting(Pricing pricing, LimitGate limits, WallClock clock) {
    /** Nothing has a price or a limit. */
    public static Accounting none(Ticker ticker, WallClock clock) {
        LimitGate unlimited =
                new LimitGate(new LimitBook(List.of()), new LimitLedger(ticker, clock, (limit, now) -> {}));
        return new Accounting(Pricing.NONE, unlimited, clock);
    }

    /**
     * Opens a request's account with a debit of its estimates; throws what keeps it out: no price, a quota, a budget.
     *
     * @param expected prompt and likely output
     * @param patience how long to wait for the holds of others to end
     */
    Account open(Caller caller, Usage expected, Patience patience) {
        pricing.refusal(caller.model(), clock.now()).ifPresent(refusal -> {
            throw refusal.toException();
        });
        return new Account(this, caller, clock.now(), expected, patience);
    }

    Charge charge(Caller caller, ServiceTier served, Usage usage, Instant ofUse) {
        return pricing.charge(caller.model(), served, usage, ofUse, served == ServiceTier.RESERVED);
    }
}
