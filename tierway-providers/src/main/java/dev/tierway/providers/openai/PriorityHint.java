package dev.tierway.providers.openai;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.spi.Slice;

/**
 * How an engine is told the urgency of a request: an integer per tier, in a body member or a header. The values carry
 * the engine's sign and leave room for {@code 0} to be the most urgent where lower is sooner.
 *
 * @param name of the body member, or of the header
 */
record PriorityHint(Place place, String name, int reserved, int priority, int standard, int flex, int batch) {
    enum Place {
        BODY,
        HEADER
    }

    int value(ServiceTier tier) {
        return switch (tier) {
            case RESERVED -> reserved;
            case PRIORITY -> priority;
            case STANDARD -> standard;
            case FLEX -> flex;
            case BATCH -> batch;
        };
    }

    Slice json(ServiceTier tier) {
        return Slice.utf8(Integer.toString(value(tier)));
    }
}
