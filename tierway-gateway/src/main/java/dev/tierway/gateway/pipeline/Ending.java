package dev.tierway.gateway.pipeline;

import dev.tierway.core.time.Ticker;

/**
 * A request's end: accounts for it and tells metering, once, before its caller hears the last of the answer. So whatever a
 * caller has seen whole is counted, and in the ledger if that waits for its disk. Confined to the request's thread.
 */
final class Ending {
    private final RequestRecord record;
    private final Metering metering;
    private final Ticker ticker;
    private Runnable settlement = () -> {};
    private boolean settled;
    private boolean told;

    Ending(RequestRecord record, Metering metering, Ticker ticker) {
        this.record = record;
        this.metering = metering;
        this.ticker = ticker;
    }

    /** What is to be done about money and limits, from here on. */
    void settledBy(Runnable accounts) {
        settlement = accounts;
    }

    /** Settles what was used; nothing the second time. */
    void settle() {
        if (!settled) {
            settled = true;
            settlement.run();
        }
    }

    /** Settles what was used and tells metering; nothing the second time. */
    void come() {
        settle();
        if (!told) {
            told = true;
            metering.ended(record, ticker.nanos());
        }
    }
}
