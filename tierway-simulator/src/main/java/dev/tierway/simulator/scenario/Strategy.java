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
    RESERVED_ALONE,
    /** The production scheduler on the traffic of the same seed that is neither flex nor batch. */
    LIVE_ONLY,
    /** The production scheduler with strict order, nothing that holds lower tiers back, no pace; plain engines. */
    STRICT_ORDER,
    /** No queue before the engines: everything is sent at once, and they go by priority as vLLM does. */
    NATIVE_PRIORITY,
    /** {@link #TIERWAY} with the lines of batches in the order of their files. */
    FILE_ORDER,
    /** {@link #TIERWAY} without pacing: batches live on what is left over and the tier's minimum share. */
    UNPACED;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    Optional<ServiceTier> only() {
        return switch (this) {
            case TIERWAY, FIFO, LIVE_ONLY, STRICT_ORDER, NATIVE_PRIORITY, FILE_ORDER, UNPACED -> Optional.empty();
            case PRIORITY_ALONE -> Optional.of(ServiceTier.PRIORITY);
            case RESERVED_ALONE -> Optional.of(ServiceTier.RESERVED);
        };
    }
}
