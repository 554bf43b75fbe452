package dev.tierway.gateway.limit;

import java.util.List;

/**
 * One request's provisional debit on every limit that applies to it. It ends exactly once: posted, or voided by {@link
 * #close}. Used by the request's thread.
 */
public final class LimitHold implements AutoCloseable {
    private final LimitLedger ledger;
    private final List<Limit> limits;
    private Draw held;
    private boolean ended;

    LimitHold(LimitLedger ledger, List<Limit> limits, Draw held) {
        this.ledger = ledger;
        this.limits = limits;
        this.held = held;
    }

    /** What is debited now. */
    public Draw held() {
        return held;
    }

    /** Raises the debit when the answer outgrows its estimate; never lowers it. */
    public void growTo(Draw seen) {
        Draw grown = held.atLeast(seen);
        if (!grown.equals(held)) {
            requireOpen();
            ledger.grow(limits, held, grown);
            held = grown;
        }
    }

    /** Ends the hold with what was used. */
    public void post(Draw used) {
        requireOpen();
        ended = true;
        ledger.settle(limits, held, used);
    }

    /** Ends the hold of a request that used nothing; it counts as a request all the same. */
    public void voided() {
        post(held.unused());
    }

    /** Voids the hold unless it has ended. */
    @Override
    public void close() {
        if (!ended) {
            voided();
        }
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("this hold on " + limits.size() + " limits has ended already");
        }
    }
}
