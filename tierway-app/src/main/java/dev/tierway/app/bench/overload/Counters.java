package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a running phase has seen so far. Thread-safe. */
final class Counters {
    private final Map<ServiceTier, int[]> sent = new EnumMap<>(ServiceTier.class);
    private final ConcurrentLinkedQueue<Observation> observations = new ConcurrentLinkedQueue<>();

    /** A request left. */
    synchronized void sent(ServiceTier tier) {
        sent.computeIfAbsent(tier, _ -> new int[1])[0]++;
    }

    synchronized int sentIn(ServiceTier tier) {
        int[] count = sent.get(tier);
        return count == null ? 0 : count[0];
    }

    void ended(Observation observation) {
        observations.add(observation);
    }

    Collection<Observation> ended() {
        return List.copyOf(observations);
    }
}
