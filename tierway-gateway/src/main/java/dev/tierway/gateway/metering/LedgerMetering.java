package dev.tierway.gateway.metering;

import dev.tierway.core.pricing.Charge;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.scheduler.engine.Decision;
import dev.tierway.storage.ledger.LedgerEntry;
import java.util.function.Consumer;

/**
 * Writes every request of a known key into the ledger, whatever its end; the lines of batches and the calls of evals
 * are written with their results. Thread-safe.
 *
 * <p>Requests with a wrong key are not written: they used nothing, nobody would pay, and strangers could fill the disk.
 */
public final class LedgerMetering implements Metering {
    private final Consumer<LedgerEntry> ledger;
    private final WallClock clock;
    private final String configHash;

    /**
     * @param ledger takes entries; the request's end waits for it
     * @param configHash of the configuration that is running
     */
    public LedgerMetering(Consumer<LedgerEntry> ledger, WallClock clock, String configHash) {
        this.ledger = ledger;
        this.clock = clock;
        this.configHash = configHash;
    }

    @Override
    public void ended(RequestRecord record, long endedNanos) {
        if (!record.keyId().isEmpty() && !record.recordedByRunner()) {
            ledger.accept(entry(record, endedNanos));
        }
    }

    /** The row of a request that ended at {@code endedNanos}, which is now. */
    public LedgerEntry entry(RequestRecord record, long endedNanos) {
        Decision.Dispatch dispatch = record.dispatch();
        ServiceTier served = dispatch == null ? null : dispatch.servedTier();
        return new LedgerEntry(
                record.id(),
                clock.now(),
                new LedgerEntry.Caller(record.project(), record.keyId(), record.useCase()),
                record.model(),
                dispatch == null ? "" : dispatch.deployment(),
                record.requestedTier(),
                served,
                record.tierReason(),
                record.outcome(),
                record.usage(),
                new LedgerEntry.Hold(record.tokensHeld(), record.tokensSettled()),
                new LedgerEntry.Timing(
                        record.queueNanos(),
                        record.firstByteNanos(),
                        record.decodeNanos(endedNanos),
                        record.networkNanos()),
                cost(record.charge()),
                dispatch == null ? "" : dispatch.reservation(),
                configHash);
    }

    private static LedgerEntry.Cost cost(Charge charge) {
        return switch (charge) {
            case Charge.Priced priced -> new LedgerEntry.Cost.Priced(priced.nanos(), priced.version());
            case Charge.Unpriced unpriced ->
                new LedgerEntry.Cost.Unpriced(unpriced.reason().code());
        };
    }
}
