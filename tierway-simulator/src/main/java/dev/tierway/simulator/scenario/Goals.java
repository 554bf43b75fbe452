package dev.tierway.simulator.scenario;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.simulator.report.TierFigures;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Goals that several stories have, in the words under which their results are kept. */
final class Goals {
    private Goals() {}

    /** Every request of {@code tiers} is served or still at it. */
    static Goal noneTurnedAway(ServiceTier... tiers) {
        String names = Arrays.stream(tiers).map(Goals::name).collect(Collectors.joining(" and "));
        return Goal.atMost(0, names + " requests refused, left or failed", runs -> turnedAway(runs, tiers));
    }

    /** The same of all five tiers. */
    static Goal nobodyTurnedAway() {
        return Goal.atMost(0, "requests refused, left or failed", runs -> turnedAway(runs, ServiceTier.values()));
    }

    static Goal waitP99(ServiceTier tier, double millis) {
        return Goal.atMost(
                millis,
                name(tier) + " wait p99, ms",
                runs -> runs.tierway(tier).waitMillis().at(99).value());
    }

    static Goal ttftP99ToFifo(ServiceTier tier, double ratio) {
        return Goal.atMost(
                ratio, name(tier) + " ttft p99 / plain FIFO", runs -> ttftP99Ratio(runs, tier, Strategy.FIFO));
    }

    /** Priority callers see at most {@code ratio} times what they would see without the others. */
    static Goal priorityTtftP99ToAlone(double ratio) {
        return Goal.atMost(
                ratio,
                "priority ttft p99 / the same traffic alone",
                runs -> ttftP99Ratio(runs, ServiceTier.PRIORITY, Strategy.PRIORITY_ALONE));
    }

    static Goal throughputToFifo(double ratio) {
        return Goal.atLeast(
                ratio,
                "throughput / plain FIFO",
                runs -> runs.tierway().weightedTokensPerSecond()
                        / runs.of(Strategy.FIFO).weightedTokensPerSecond());
    }

    private static int turnedAway(Runs runs, ServiceTier... tiers) {
        int count = 0;
        for (ServiceTier tier : tiers) {
            TierFigures figures = runs.tierway(tier);
            count += figures.refusals() + figures.left() + figures.failed();
        }
        return count;
    }

    private static double ttftP99Ratio(Runs runs, ServiceTier tier, Strategy other) {
        return ttftP99(runs, Strategy.TIERWAY, tier) / ttftP99(runs, other, tier);
    }

    private static double ttftP99(Runs runs, Strategy strategy, ServiceTier tier) {
        return runs.of(strategy).tier(tier).ttftMillis().at(99).value();
    }

    private static String name(ServiceTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
