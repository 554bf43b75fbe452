package dev.tierway.simulator.scenario;

import dev.tierway.core.tier.ServiceTier;
import java.util.Locale;
import java.util.Optional;

/** How the requests of a run are dispatched, and which of them there are. */
public enum Strategy {
    /** The production scheduler on all traffic. */
    TIERWAY,
    /** One queue in order of arrival, engines that know no tiers, and clients that never leave: no work is lost. */
    FIFO,
    /** The production scheduler on the priority traffic of the same seed and nothing else. */
    PRIORITY_ALONE,
    /** The production scheduler on the reserved traffic of the same seed and nothing else. */
    RESERVED_ALONE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Optional<ServiceTier> only() {
        return switch (this) {
            case TIERWAY, FIFO -> Optional.empty();
            case PRIORITY_ALONE -> Optional.of(ServiceTier.PRIORITY);
            case RESERVED_ALONE -> Optional.of(ServiceTier.RESERVED);
        };
    }
}
