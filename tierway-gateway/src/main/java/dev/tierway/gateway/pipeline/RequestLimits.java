package dev.tierway.gateway.pipeline;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How long requests may take and how often they are tried.
 *
 * @param waits longest wait in the queue, for every tier
 * @param call longest time from dispatch to the last byte
 * @param attempts most deployments tried before the first byte
 */
public record RequestLimits(Map<ServiceTier, Duration> waits, Duration call, int attempts) {
    public RequestLimits {
        waits = Map.copyOf(waits);
        for (ServiceTier tier : ServiceTier.values()) {
            if (!waits.containsKey(tier)) {
                throw new IllegalArgumentException("no longest wait for tier " + tier.wireName());
            }
        }
    }

    /** The same {@code wait} for every tier. */
    public static RequestLimits uniform(Duration wait, Duration call, int attempts) {
        return new RequestLimits(
                Arrays.stream(ServiceTier.values()).collect(Collectors.toMap(tier -> tier, tier -> wait)),
                call,
                attempts);
    }

    long waitNanos(ServiceTier tier) {
        Duration wait = waits.get(tier);
        return wait == null ? 0 : wait.toNanos();
    }
}
