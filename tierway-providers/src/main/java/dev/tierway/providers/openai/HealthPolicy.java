package dev.tierway.providers.openai;

import java.time.Duration;

/**
 * When a deployment is taken out of service and when it is tried again.
 *
 * @param consecutiveFailures failures in a row that eject it
 * @param failureRate share of failures within {@code window} that ejects it, once there were {@code minimumCalls}
 * @param firstEjection how long the first ejection lasts at least; each further one lasts twice as long
 * @param longestEjection bound of that; a deployment that stays well for as long starts over
 */
public record HealthPolicy(
        int consecutiveFailures,
        double failureRate,
        int minimumCalls,
        Duration window,
        Duration firstEjection,
        Duration longestEjection) {

    public static final HealthPolicy DEFAULT =
            new HealthPolicy(5, 0.5, 20, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(2));

    public HealthPolicy {
        if (consecutiveFailures < 1 || minimumCalls < 1) {
            throw new IllegalArgumentException("consecutive_failures (" + consecutiveFailures + ") and minimum_calls ("
                    + minimumCalls + ") must be at least 1");
        }
        if (!(failureRate > 0 && failureRate <= 1)) {
            throw new IllegalArgumentException("failure_rate must be above 0 and at most 1, not " + failureRate);
        }
        if (firstEjection.compareTo(longestEjection) > 0) {
            throw new IllegalArgumentException("first_ejection (" + firstEjection
                    + ") must not be longer than longest_ejection (" + longestEjection + ")");
        }
    }
}
