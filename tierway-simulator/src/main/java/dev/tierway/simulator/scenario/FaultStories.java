package dev.tierway.simulator.scenario;

import static dev.tierway.core.tier.ServiceTier.FLEX;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.STANDARD;

import dev.tierway.simulator.run.Change;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.server.Condition;
import java.time.Duration;
import java.util.List;

/** Deployments that misbehave, go and come. */
final class FaultStories {
    private FaultStories() {}

    static List<Scenario> all() {
        return List.of(slowEngine(), blackHole(), stopsAnswering(), slow503sThenRecover(), deploymentAdded());
    }

    private static Setting load(double standard, Change... changes) {
        Loads loads = Loads.vllm();
        return Setting.of(
                        loads.engines(),
                        List.of(
                                loads.poisson("checkout", PRIORITY, 0.15),
                                loads.poisson("chat", STANDARD, standard),
                                loads.poisson("agents", FLEX, 0.1)),
                        Phases.seconds(60, 300, 60))
                .changing(changes);
    }

    private static Change behaves(long second, Condition condition) {
        return new Change.Behaves(Duration.ofSeconds(second), "vllm-1", condition);
    }

    private static Scenario slowEngine() {
        return Scenario.of(
                        "slow_engine",
                        "One of four engines becomes five times slower: it gets less work and the others more.",
                        load(0.3, behaves(120, new Condition.Slow(5))),
                        Goals.noneTurnedAway(PRIORITY),
                        Goals.ttftP99ToFifo(PRIORITY, 0.7))
                .against(Strategy.FIFO);
    }

    private static Scenario blackHole() {
        return Scenario.of(
                        "black_hole",
                        "One of four engines swallows new requests for two minutes: they time out, are served elsewhere,"
                                + " and it is taken out of service.",
                        load(0.3, behaves(120, new Condition.BlackHole()), behaves(240, new Condition.Healthy())),
                        Goal.atMost(0.005, "share of requests failed or left", FaultStories::lost))
                .against(Strategy.FIFO);
    }

    private static Scenario stopsAnswering() {
        return Scenario.of(
                        "stops_answering",
                        "One of four engines stands still for a minute with everything it was running, and is used"
                                + " again afterwards.",
                        load(0.3, behaves(120, new Condition.Frozen()), behaves(180, new Condition.Healthy())),
                        Goal.atMost(0.005, "share of requests failed or left", FaultStories::lost),
                        Goal.atLeast(
                                0.7,
                                "its share of the time busy",
                                runs -> runs.tierway().utilisation().getOrDefault("vllm-1", 0.0)))
                .against(Strategy.FIFO);
    }

    private static Scenario slow503sThenRecover() {
        return Scenario.of(
                        "slow_503s_then_recover",
                        "One of four engines slows down, then answers 503 for two minutes, then recovers: nobody sees"
                                + " an error and it is used again.",
                        load(
                                0.3,
                                behaves(90, new Condition.Slow(3)),
                                behaves(120, new Condition.Unavailable()),
                                behaves(240, new Condition.Healthy())),
                        Goal.atMost(0, "requests failed or left", FaultStories::lost),
                        Goal.atLeast(
                                0.3,
                                "its share of the time busy",
                                runs -> runs.tierway().utilisation().getOrDefault("vllm-1", 0.0)))
                .against(Strategy.FIFO);
    }

    private static Scenario deploymentAdded() {
        return Scenario.of(
                "deployment_added_under_load",
                "Three engines are overloaded by standard traffic; a fourth joins and the queue drains.",
                load(
                        0.6,
                        new Change.InService(Duration.ZERO, "vllm-4", false),
                        new Change.InService(Duration.ofMinutes(3), "vllm-4", true)),
                Goals.noneTurnedAway(PRIORITY),
                Goal.atMost(
                        0,
                        "standard requests failed or left",
                        runs -> runs.tierway(STANDARD).failed()
                                + runs.tierway(STANDARD).left()));
    }

    private static double lost(Runs runs) {
        int offered = 0;
        int lost = 0;
        for (var tier : runs.tierway().tiers()) {
            offered += tier.offered();
            lost += tier.failed() + tier.left();
        }
        return (double) lost / offered;
    }
}
