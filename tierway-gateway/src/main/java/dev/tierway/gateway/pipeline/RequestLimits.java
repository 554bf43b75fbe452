package dev.tierway.gateway.pipeline;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;

/**
 * How long requests may take and how often they are tried.
 *
 * @param interactiveWait longest wait in the queue for reserved, priority and standard; default 2 minutes
 * @param flexWait longest wait for flex; default 15 minutes
 * @param batchWait longest wait for batch; default 24 hours
 * @param call longest time from dispatch to the last byte; default 30 minutes
 * @param attempts most deployments tried before the first byte; default 3
 */
public record RequestLimits(
        Duration interactiveWait, Duration flexWait, Duration batchWait, Duration call, int attempts) {

    public static final RequestLimits DEFAULTS = new RequestLimits(
            Duration.ofMinutes(2), Duration.ofMinutes(15), Duration.ofHours(24), Duration.ofMinutes(30), 3);

    Duration wait(ServiceTier tier) {
        return switch (tier) {
            case RESERVED, PRIORITY, STANDARD -> interactiveWait;
            case FLEX -> flexWait;
            case BATCH -> batchWait;
        };
    }
}
