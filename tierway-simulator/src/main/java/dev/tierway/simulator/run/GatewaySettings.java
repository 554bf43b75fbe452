package dev.tierway.simulator.run;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;

/**
 * What the gateway around the scheduler does about deployments that fail.
 *
 * @param firstTokenTimeout after which an attempt is given up; flex and batch, which engines may hold back, get
 *     {@code scavengerTimeout}
 * @param attempts tries before the client gets an error
 * @param ejectAfter failures in a row that put a deployment out of service
 * @param ejectFor how long the first time; doubled each time it fails again at once, up to {@code ejectAtMost}
 * @param scrapeEvery how often deployments are asked how full they are, and progress of streams is reported
 */
public record GatewaySettings(
        Duration firstTokenTimeout,
        Duration scavengerTimeout,
        int attempts,
        int ejectAfter,
        Duration ejectFor,
        Duration ejectAtMost,
        Duration scrapeEvery) {

    public static final GatewaySettings DEFAULT = new GatewaySettings(
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            3,
            3,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofMillis(500));

    /** For engines that compute prompts in minutes rather than seconds. */
    public GatewaySettings patient() {
        return new GatewaySettings(
                Duration.ofMinutes(5), Duration.ofHours(1), attempts, ejectAfter, ejectFor, ejectAtMost, scrapeEvery);
    }

    Duration timeout(ServiceTier tier) {
        return tier.scavenger() ? scavengerTimeout : firstTokenTimeout;
    }
}
