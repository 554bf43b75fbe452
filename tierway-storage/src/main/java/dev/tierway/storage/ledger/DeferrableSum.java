package dev.tierway.storage.ledger;

import dev.tierway.core.usage.Usage;
import java.util.Map;

/**
 * Sums over requests that are alike in what they could have waited for, in their group, and in how they are priced.
 *
 * @param group values of the dimensions grouped by
 * @param priceVersion that they were charged by; empty for those without a price
 * @param promptAbove the step that their prompts were above, 0 for none
 * @param costNanos nano-dollars; zero for those without a price
 */
public record DeferrableSum(
        Waiting waiting,
        Map<Dimension, String> group,
        String model,
        String priceVersion,
        long promptAbove,
        long requests,
        Usage usage,
        long costNanos) {

    /** What a request could have waited for. */
    public enum Waiting {
        /** Completed in standard or priority, and sent in bulk: could have been a line of a batch. */
        BATCH,
        /** Completed in standard or priority, not sent in bulk, and its caller was patient: could have been flex. */
        FLEX,
        /** Every other request. */
        NONE
    }
}
