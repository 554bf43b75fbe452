package dev.tierway.storage.ledger;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one request for good: who asked, what served it, what it used and cost. Written once at the request's
 * end, whatever that was; never changed. Texts are empty where there is nothing to say.
 *
 * @param requestId unique; a second entry with the same id is not stored
 * @param endedAt wall clock, exact to 1 us
 * @param requestedTier null when the request failed before its tier was known
 * @param servedTier null when it was never granted
 * @param reason why the served tier is what it is
 * @param outcome {@code completed}, {@code client_gone} or the failure's code
 * @param reservation name of the reservation it drew on
 * @param configHash of the configuration that was running
 */
public record LedgerEntry(
        String requestId,
        Instant endedAt,
        Caller caller,
        String model,
        String deployment,
        @Nullable ServiceTier requestedTier,
        @Nullable ServiceTier servedTier,
        String reason,
        String outcome,
        Usage usage,
        Hold hold,
        Timing timing,
        Cost cost,
        String reservation,
        String configHash) {

    public LedgerEntry {
        endedAt = endedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Who pays, and for what. {@code keyId} names a key without telling it. */
    public record Caller(String project, String keyId, String useCase) {}

    /** Tokens held at most while the request ran, and tokens the hold was settled for. */
    public record Hold(long tokensHeld, long tokensSettled) {
        public static final Hold NONE = new Hold(0, 0);
    }

    /**
     * Where the time went, each in nanoseconds, {@link #UNKNOWN} where it was not measured.
     *
     * @param queueNanos from arrival until the attempt that answered was sent
     * @param ttftNanos from arrival to the first token; to the whole answer when {@code decodeNanos} is unknown
     * @param decodeNanos from the first token to the end
     * @param networkNanos on the network before the first token
     */
    public record Timing(long queueNanos, long ttftNanos, long decodeNanos, long networkNanos) {
        public static final long UNKNOWN = -1;
        public static final Timing NONE = new Timing(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** What the request costs. An unknown price is not a price of zero. */
    public sealed interface Cost {
        /**
         * A known cost.
         *
         * @param nanos nano-dollars
         * @param priceVersion of the price that was applied; not empty
         */
        record Priced(long nanos, String priceVersion) implements Cost {
            public Priced {
                if (priceVersion.isEmpty()) {
                    throw new IllegalArgumentException("a priced request names the version of its price");
                }
            }
        }

        /**
         * A cost that is not known.
         *
         * @param reason why there is no price; not empty
         */
        record Unpriced(String reason) implements Cost {
            public Unpriced {
                if (reason.isEmpty()) {
                    throw new IllegalArgumentException("an unpriced request says why");
                }
            }
        }
    }
}
