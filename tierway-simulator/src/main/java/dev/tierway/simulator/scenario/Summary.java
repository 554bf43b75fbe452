package dev.tierway.simulator.scenario;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.simulator.report.Numbers;
import dev.tierway.simulator.report.RunFigures;
import dev.tierway.simulator.report.TierFigures;
import java.util.Collection;

/** One line a scenario, in Markdown. */
public final class Summary {
    private Summary() {}

    /** The table of {@code reports}, in their order. */
    public static String of(Collection<ScenarioReport> reports) {
        StringBuilder text = new StringBuilder("# Scenario results\n\n"
                + "Written by `ScenarioResultsTest`; each scenario's own file has all figures. TTFT p99 by tier, of the"
                + " first seed.\n\n"
                + "| scenario | goals met | reserved | priority | default | flex | batch | weighted tokens/s |\n"
                + "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (ScenarioReport report : reports) {
            RunFigures run = report.runs().getFirst().tierway();
            long met = report.goals().stream().filter(GoalResult::met).count();
            text.append("| ")
                    .append(report.scenario().name())
                    .append(" | ")
                    .append(met + " of " + report.goals().size());
            for (ServiceTier tier : ServiceTier.values()) {
                text.append(" | ").append(ttft(run, tier));
            }
            text.append(" | ")
                    .append(Numbers.decimal(run.weightedTokensPerSecond(), 0))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String ttft(RunFigures run, ServiceTier tier) {
        return run.tiers().stream()
                .filter(figures -> figures.tier() == tier)
                .findFirst()
                .map(TierFigures::ttftMillis)
                .map(times -> Numbers.millis(times.at(99)))
                .orElse("");
    }
}
