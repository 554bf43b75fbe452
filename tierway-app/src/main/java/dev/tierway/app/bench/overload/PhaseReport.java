package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What happened in one phase of the bench.
 *
 * @param seconds from the first request to the end, with what was waited for afterwards
 */
record PhaseReport(String name, double seconds, List<TierSummary> tiers, List<Observation> observations) {
    PhaseReport {
        tiers = List.copyOf(tiers);
        observations = List.copyOf(observations);
    }

    static PhaseReport of(String name, double seconds, Counters counters) {
        Collection<Observation> ended = counters.ended();
        List<TierSummary> tiers = Arrays.stream(ServiceTier.values())
                .filter(tier -> counters.sentIn(tier) > 0)
                .map(tier -> TierSummary.of(tier, counters.sentIn(tier), ended))
                .toList();
        return new PhaseReport(name, seconds, tiers, List.copyOf(ended));
    }

    Optional<TierSummary> tier(ServiceTier tier) {
        return tiers.stream().filter(it -> it.tier() == tier).findFirst();
    }

    double outputTokensPerSecond() {
        return tiers.stream().mapToLong(TierSummary::outputTokens).sum() / Math.max(seconds, 1e-9);
    }
}
