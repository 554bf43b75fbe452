package dev.tierway.gateway.limit;

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

    public LimitBook book() {
        return book;
    }

    public LimitLedger ledger() {
        return ledger;
    }
}
