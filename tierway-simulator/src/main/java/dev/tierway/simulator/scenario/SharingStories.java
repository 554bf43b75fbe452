package dev.tierway.simulator.scenario;

import static dev.tierway.core.tier.ServiceTier.BATCH;
import static dev.tierway.core.tier.ServiceTier.FLEX;
import static dev.tierway.core.tier.ServiceTier.PRIORITY;
import static dev.tierway.core.tier.ServiceTier.RESERVED;
import static dev.tierway.core.tier.ServiceTier.STANDARD;

import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.RoutingPolicy;
import dev.tierway.simulator.report.FlowFigures;
import dev.tierway.simulator.run.Phases;
import dev.tierway.simulator.server.EngineSpec;
import dev.tierway.simulator.workload.ArrivalProcess;
import dev.tierway.simulator.workload.Lengths;
import dev.tierway.simulator.workload.PromptPrefixes;
import dev.tierway.simulator.workload.RateProfile;
import dev.tierway.simulator.workload.Traffic;
import java.util.List;

/** Projects that share a pool, and how much each of them gets. */
final class SharingStories {
    private SharingStories() {}

    static List<Scenario> all() {
        return List.of(noisyNeighbour(), reclaimAfterLending(), sharedPrefixBurst(), longPromptsBehindShort());
    }

    private static Scenario noisyNeighbour() {
        Loads loads = Loads.vllm();
        Setting setting = Setting.of(
                loads.engines(),
                List.of(
                        loads.poisson("quiet-a", STANDARD, 0.2),
                        loads.poisson("quiet-b", STANDARD, 0.2),
                        loads.poisson("noisy", STANDARD, 3.0)),
                Phases.seconds(60, 300, 60));
        return Scenario.of(
                        "noisy_neighbour",
                        "One project sends fifteen times as much as each of two others in the same tier: the quiet ones"
                                + " get all they ask for, the noisy one the rest.",
                        setting,
                        Goal.atMost(
                                0,
                                "requests of quiet-a and quiet-b not served",
                                runs -> unserved(runs.tierway().flow("quiet-a", STANDARD))
                                        + unserved(runs.tierway().flow("quiet-b", STANDARD))),
                        Goal.atMost(
                                2000,
                                "ttft p99 of quiet-a, ms",
                                runs -> runs.tierway()
                                        .flow("quiet-a", STANDARD)
                                        .ttftMillis()
                                        .at(99)
                                        .value()))
                .against(Strategy.FIFO);
    }

    private static int unserved(FlowFigures flow) {
        return flow.offered() - flow.served();
    }

    private static Scenario reclaimAfterLending() {
        Loads loads = Loads.vllm();
        RateProfile comesBack = RateProfile.constant(0).then(180, loads.rate(0.5));
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(
                                Traffic.of("shop", RESERVED, ArrivalProcess.poisson(comesBack), loads.lengths()),
                                loads.poisson("chat", STANDARD, 0.6),
                                loads.poisson("agents", FLEX, 0.6),
                                loads.poisson("nightly", BATCH, 0.6)),
                        Phases.seconds(60, 300, 60))
                .reserving(OverloadStories.reservation(loads, "shop", 0.7, SpillPolicy.PRIORITY));
        return Scenario.of(
                "reclaim_after_lending",
                "A reservation for most of the pool lies idle and is lent out; when its owner comes back all at once it"
                        + " is there again within a moment.",
                setting,
                Goals.noneTurnedAway(RESERVED),
                Goals.waitP99(RESERVED, 1000));
    }

    private static Scenario sharedPrefixBurst() {
        Loads loads = Loads.vllm();
        PromptPrefixes manual = new PromptPrefixes(120, 16, 512);
        Traffic burst = Traffic.of(
                        "support",
                        STANDARD,
                        ArrivalProcess.bursty(loads.rate(0.2), 3),
                        new Lengths(
                                loads.lengths().input().atMost(500),
                                loads.lengths().output()))
                .beginningWith(manual);
        Setting setting = Setting.of(
                        loads.engines(),
                        List.of(burst, loads.poisson("checkout", PRIORITY, 0.1)),
                        Phases.seconds(60, 300, 60))
                .under(PoolPolicy.DEFAULT.withRouting(knowing(EngineSpec.VLLM_PREFIX_BLOCKS)));
        return Scenario.of(
                        "shared_prefix_burst",
                        "Bursts of prompts begin with one of 120 manuals of 8,192 tokens: requests go where their"
                                + " manual is cached, because one engine cannot hold them all.",
                        setting,
                        Goals.ttftP99ToFifo(STANDARD, 1))
                .against(Strategy.FIFO);
    }

    /** The default routing policy, told how many blocks an engine's cache holds. */
    private static RoutingPolicy knowing(int prefixBlocks) {
        RoutingPolicy usual = RoutingPolicy.DEFAULT;
        return new RoutingPolicy(
                usual.affinityHitRatio(),
                usual.affinityPenalty(),
                usual.boundedLoad(),
                usual.exploration(),
                usual.regionPenalty(),
                usual.sampleAbove(),
                prefixBlocks);
    }

    private static Scenario longPromptsBehindShort() {
        Loads loads = Loads.vllm();
        Traffic documents = Traffic.of("documents", STANDARD, ArrivalProcess.poisson(1.5), Lengths.fixed(16_000, 200));
        Setting setting = Setting.of(
                loads.engines(),
                List.of(documents, loads.poisson("chat", STANDARD, 0.3), loads.poisson("checkout", PRIORITY, 0.1)),
                Phases.seconds(60, 300, 60));
        return Scenario.of(
                        "long_prompts_beside_short",
                        "A project sends prompts of 16,000 tokens beside ordinary chats: the chats are not stuck behind"
                                + " them.",
                        setting,
                        Goal.atMost(
                                1,
                                "standard ttft p50 / plain FIFO",
                                runs -> runs.tierway(STANDARD)
                                                .ttftMillis()
                                                .at(50)
                                                .value()
                                        / runs.of(Strategy.FIFO)
                                                .tier(STANDARD)
                                                .ttftMillis()
                                                .at(50)
                                                .value()))
                .against(Strategy.FIFO);
    }
}
