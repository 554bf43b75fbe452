package dev.tierway.simulator.scenario;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.report.TierFigures;
import java.util.Map;

/** Runs of one seed, one for each strategy of the scenario. */
public record Runs(Map<Strategy, RunFigures> byStrategy) {
    public RunFigures of(Strategy strategy) {
        RunFigures figures = byStrategy.get(strategy);
        if (figures == null) {
            throw new IllegalArgumentException("this scenario does not run " + strategy.label());
        }
        return figures;
    }

    public RunFigures tierway() {
        return of(Strategy.TIERWAY);
    }

    public TierFigures tierway(ServiceTier tier) {
        return tierway().tier(tier);
    }

    /** Jain's index over the weighted tokens that {@code projects} got in {@code tier}: 1 is equal, 1/n is one got all. */
    double jain(ServiceTier tier, String... projects) {
        double sum = 0;
        double squares = 0;
        for (String project : projects) {
            double tokens = tierway().flow(project, tier).weightedTokens();
            sum += tokens;
            squares += tokens * tokens;
        }
        return squares == 0 ? 1 : sum * sum / (projects.length * squares);
    }
}
