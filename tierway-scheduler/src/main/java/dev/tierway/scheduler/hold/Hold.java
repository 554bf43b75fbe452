package dev.tierway.scheduler.hold;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.usage.Usage;

/** One request's provisional debit on an entitlement. It is posted or voided exactly once. */
public final class Hold {
    private final Entitlement entitlement;
    private final BurndownRates rates;
    private final long input;
    private long output;
    private boolean open = true;

    Hold(Entitlement entitlement, BurndownRates rates, Usage estimate) {
        this.entitlement = entitlement;
        this.rates = rates;
        this.input = rates.input(estimate);
        this.output = rates.output(estimate);
    }

    /** What its tokens draw at: the rates of when it was placed. */
    public BurndownRates rates() {
        return rates;
    }

    /** Raises the debit to {@code outputTokens} when an answer outgrows its estimate. */
    public void growTo(long outputTokens, long now) {
        long grown = rates.output(outputTokens);
        if (grown > output) {
            entitlement.adjust(0, grown - output, now);
            output = grown;
        }
    }

    /** Replaces the debit by what was used. */
    public void post(Usage used, long now) {
        if (!open) {
            throw new IllegalStateException("hold on " + entitlement.name() + " ended twice");
        }
        open = false;
        entitlement.closed();
        entitlement.adjust(rates.input(used) - input, rates.output(used) - output, now);
    }

    /** Gives the debit back. */
    public void voided(long now) {
        post(Usage.NONE, now);
    }
}
