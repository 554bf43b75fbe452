package dev.tierway.gateway.usecase;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a caller's requests run in a better tier, and for how long.
 *
 * @param afterThrottles refusals within {@code within} that are cause enough, above 0; empty when they are none
 * @param afterLatency an answer that began later than this is cause enough; empty when that is none
 * @param to the better tier
 * @param lasts time from the cause on; positive
 */
public record EscalationRule(
        OptionalInt afterThrottles, Duration within, Optional<Duration> afterLatency, ServiceTier to, Duration lasts) {
    public EscalationRule {
        if (afterThrottles.orElse(1) < 1 || !within.isPositive() || !lasts.isPositive()) {
            throw new IllegalArgumentException("an escalation needs a count and times above zero: throttles="
                    + afterThrottles + " within=" + within + " lasts=" + lasts);
        }
    }

    /** Whether an answer that began {@code latencyNanos} after its request came is a cause. */
    boolean tooLate(long latencyNanos) {
        return latencyNanos > afterLatency.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }
}
