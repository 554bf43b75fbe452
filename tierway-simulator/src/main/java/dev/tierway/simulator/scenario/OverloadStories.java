package dev.tierway.simulator.scenario;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.FLEX;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.RESERVED;
import static dev.tierway.core.tier.ServiceTier.STANDARD;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.simulator.run.GatewaySettings;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.RateProfile;
import dev.tierway.simulator.workload.Traffic;
import java.util.List;

/** More load, or another load, than the pool sustains. */
final class OverloadStories {
    private OverloadStories() {}

    static List<Scenario> all() {
        return List.of(
                steady(), oneBigSpike(), twoTimesOverload(), twoTimesOverloadVllm(), flexFlood(), batchSoaksIdle());
    }

    private static Scenario steady() {
        Loads loads = Loads.vllm();
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("shop", RESERVED, 0.1),
                                loads.poisson("checkout", PRIORITY, 0.1),
                                loads.poisson("chat", STANDARD, 0.3),
                                loads.poisson("agents", FLEX, 0.1),
                                loads.poisson("nightly", BATCH, 0.1)),
                        Phases.seconds(60, 300, 60))
                .reserving(reservation(loads, "shop", 0.15, SpillPolicy.PRIORITY));
        return Scenario.of(
                "steady",
                "All five tiers ask together for 70 % of what the pool sustains: everyone is served, nobody waits.",
                setting,
                Goals.nobodyTurnedAway(),
                Goals.waitP99(STANDARD, 100));
    }

    private static Scenario oneBigSpike() {
        Loads loads = Loads.vllm();
        RateProfile spike =
                RateProfile.constant(loads.rate(0.2)).then(120, loads.rate(2.0)).then(150, loads.rate(0.2));
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("shop", RESERVED, 0.1),
                                loads.poisson("checkout", PRIORITY, 0.1),
                                Traffic.of("chat", STANDARD, ArrivalProcess.poisson(spike), loads.lengths()),
                                loads.poisson("agents", FLEX, 0.2),
                                loads.poisson("nightly", BATCH, 0.1)),
                        Phases.seconds(60, 300, 120))
                .reserving(reservation(loads, "shop", 0.15, SpillPolicy.PRIORITY));
        return Scenario.of(
                        "one_big_spike",
                        "For 30 s standard traffic is ten times its usual rate: the tiers above do not notice, flex and"
                                + " batch wait it out, and afterwards everything is served.",
                        setting,
                        Goals.noneTurnedAway(RESERVED, PRIORITY),
                        Goals.waitP99(PRIORITY, 500),
                        Goal.atMost(
                                0,
                                "standard requests left or failed",
                                runs -> runs.tierway(STANDARD).left()
                                        + runs.tierway(STANDARD).failed()),
                        Goals.noneTurnedAway(FLEX, BATCH))
                .against(Strategy.FIFO);
    }

    private static Scenario twoTimesOverload() {
        return Scenario.of(
                        "two_times_overload",
                        "Five tiers ask for twice what four embedded engines sustain: the upper tiers are served as if"
                                + " alone, the lower ones share what is left, and no capacity is lost.",
                        twoTimes(Loads.embedded(), Phases.seconds(300, 3600, 600)),
                        overloadGoals(1.05, 300))
                .against(Strategy.FIFO, Strategy.PRIORITY_ALONE)
                .overSeeds(10);
    }

    private static Scenario twoTimesOverloadVllm() {
        return Scenario.of(
                        "two_times_overload_vllm",
                        "The same load on four vLLM engines, which mix all tiers in every step: what a gateway can do"
                                + " from outside.",
                        twoTimes(Loads.vllm(), Phases.seconds(60, 300, 60)),
                        overloadGoals(1.6, 10))
                .against(Strategy.FIFO, Strategy.PRIORITY_ALONE)
                .overSeeds(10);
    }

    private static Setting twoTimes(Loads loads, Phases phases) {
        return Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("shop", RESERVED, 0.15),
                                loads.poisson("checkout", PRIORITY, 0.15),
                                loads.poisson("chat-a", STANDARD, 0.3),
                                loads.poisson("chat-b", STANDARD, 0.3),
                                loads.poisson("chat-c", STANDARD, 0.3),
                                loads.poisson("agents", FLEX, 0.4),
                                loads.poisson("nightly", BATCH, 0.4)),
                        phases)
                .with(GatewaySettings.DEFAULT.patient())
                .reserving(reservation(loads, "shop", 0.25, SpillPolicy.PRIORITY));
    }

    private static Goal[] overloadGoals(double priorityTtft, double gapSeconds) {
        return new Goal[] {
            Goals.noneTurnedAway(RESERVED),
            Goals.priorityTtftP99ToAlone(priorityTtft),
            Goal.atLeast(
                    0.05,
                    "flex share of weighted tokens",
                    runs -> runs.tierway(FLEX).share()),
            Goal.atLeast(
                    0.02,
                    "batch share of weighted tokens",
                    runs -> runs.tierway(BATCH).share()),
            Goal.atMost(
                    gapSeconds,
                    "longest time without a flex answer, s",
                    runs -> runs.tierway(FLEX).longestGapSeconds()),
            Goal.atMost(
                    gapSeconds,
                    "longest time without a batch answer, s",
                    runs -> runs.tierway(BATCH).longestGapSeconds()),
            Goals.throughputToFifo(0.97),
            Goal.atLeast(
                    0.95,
                    "Jain index of three equal projects",
                    runs -> runs.jain(STANDARD, "chat-a", "chat-b", "chat-c")),
            Goal.atMost(
                    0.05,
                    "output thrown away / output served",
                    runs -> runs.tierway().wastedShare())
        };
    }

    private static Scenario flexFlood() {
        Loads loads = Loads.vllm();
        Setting setting = Setting.of(
                loads.engines(),
                List.of(
                        loads.poisson("checkout", PRIORITY, 0.15),
                        loads.poisson("chat", STANDARD, 0.4),
                        loads.poisson("agents", FLEX, 4.0)),
                Phases.seconds(60, 300, 60));
        return Scenario.of(
                        "flex_flood",
                        "Agents send flex work for four times the pool: it fills what the others leave and costs them"
                                + " next to nothing.",
                        setting,
                        Goals.noneTurnedAway(PRIORITY, STANDARD),
                        Goals.waitP99(STANDARD, 500),
                        Goals.throughputToFifo(0.9))
                .against(Strategy.FIFO, Strategy.PRIORITY_ALONE);
    }

    private static Scenario batchSoaksIdle() {
        Loads loads = Loads.embedded();
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(loads.poisson("checkout", PRIORITY, 0.4), loads.poisson("nightly", BATCH, 2.0)),
                        Phases.seconds(300, 3600, 300))
                .with(GatewaySettings.DEFAULT.patient());
        return Scenario.of(
                        "batch_soaks_idle",
                        "Priority traffic leaves 60 % of the embedded engines idle and a nightly batch takes it without"
                                + " being noticed.",
                        setting,
                        Goals.priorityTtftP99ToAlone(1.05),
                        Goals.throughputToFifo(0.9))
                .against(Strategy.FIFO, Strategy.PRIORITY_ALONE);
    }

    static ReservationSpec reservation(Loads loads, String project, double share, SpillPolicy spill) {
        return new ReservationSpec(
                project + "-reservation",
                List.of(project),
                loads.inputTokensPerMinute(share),
                loads.outputTokensPerMinute(share),
                BurndownRates.DEFAULT,
                spill,
                spill.usualOverrides());
    }
}
