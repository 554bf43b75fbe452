package dev.tierway.gateway.limit;

import dev.tierway.core.tier.ServiceTier;

/** Where requests get their holds: the limits that apply, placed in one ledger. Thread-safe. */
public final class LimitGate {
    private final LimitBook book;
    private final LimitLedger ledger;

    public LimitGate(LimitBook book, LimitLedger ledger) {
        this.book = book;
        this.ledger = ledger;
    }

    /** Holds {@code estimate} on every limit that applies, or on none. */
    public Placement place(Caller caller, Draw estimate, Patience patience) {
        return ledger.place(book.of(caller), estimate, patience);
    }

    /**
     * Holds {@code estimate} on what applies besides because the request is served in another tier than it was held for:
     * the shared quotas, when a reservation spills.
     */
    public Placement placeSpilled(Caller caller, ServiceTier served, Draw estimate) {
        return ledger.place(book.addedBy(caller, served), estimate, Patience.none());
    }

    public LimitBook book() {
        return book;
    }

    public LimitLedger ledger() {
        return ledger;
    }
}
