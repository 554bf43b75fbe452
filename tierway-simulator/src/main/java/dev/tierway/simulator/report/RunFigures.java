package dev.tierway.simulator.report;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Map;

/**
 * Figures of one run.
 *
 * @param strategy how requests were dispatched
 * @param tiers those with traffic, in tier order
 * @param weightedTokensPerSecond of requests that finished in the measured phase, in weighted tokens
 * @param wastedShare output tokens thrown away per output token served
 * @param utilisation of the engines, each 0 to 1, in deployment order
 * @param flows each project's requests of one tier, in tier order, then by project
 * @param reservations of the pool, in their order
 * @param sharing live traffic against batch work
 * @param events virtual-time events the run took
 */
public record RunFigures(
        String strategy,
        List<TierFigures> tiers,
        double weightedTokensPerSecond,
        double wastedShare,
        Map<String, Double> utilisation,
        List<FlowFigures> flows,
        List<ReservedFigures> reservations,
        SharingFigures sharing,
        long events) {

    /** Figures of {@code tier}, which must have traffic. */
    public TierFigures tier(ServiceTier tier) {
        return tiers.stream()
                .filter(figures -> figures.tier() == tier)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no traffic in tier " + tier.wireName()));
    }

    /** Figures of the reservation of that name. */
    public ReservedFigures reservation(String name) {
        return reservations.stream()
                .filter(figures -> figures.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reservation " + name));
    }

    /** Figures of {@code project} in {@code tier}, which must have traffic. */
    public FlowFigures flow(String project, ServiceTier tier) {
        return flows.stream()
                .filter(flow -> flow.project().equals(project) && flow.tier() == tier)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no traffic of " + project + " in " + tier.wireName()));
    }
}
