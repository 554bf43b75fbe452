package dev.tierway.simulator.server;

import dev.tierway.engine.plan.PlanSettings;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.simulator.workload.Lengths;

/**
 * Engine of one deployment: what the scheduler is told of it and what it really does.
 *
 * @param deployment what the scheduler is told
 * @param kind how it composes its steps
 * @param prefixBlocks prompt blocks its prefix cache holds
 */
public record EngineSpec(DeploymentSpec deployment, StepCost cost, Kind kind, int prefixBlocks) {
    /** How an engine composes its steps. */
    public enum Kind {
        /** vLLM's continuous batching, first come first served. */
        VLLM,
        /** vLLM's continuous batching with {@code --scheduling-policy priority}. */
        VLLM_PRIORITY,
        /** Tierway's embedded engine: tiers decide who steps. */
        EMBEDDED,
        /** Tierway's embedded engine, its steps composed by the production planner. */
        EMBEDDED_PLANNER,
        /** The embedded engine's cost without its tiers: first come first served. */
        EMBEDDED_PLAIN
    }

    /** Blocks of 512 tokens that the prefix cache of {@link #vllm} holds: most of its KV cache. */
    public static final int VLLM_PREFIX_BLOCKS = 700;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final PlanSettings PLAN = PlanSettings.DEFAULTS;
    private static final int CONTEXT_TOKENS = 32_768;
    private static final int EMBEDDED_PREFIX_BLOCKS = 100;
    private static final int VLLM_BATCHED_TOKENS = 2_048;
    private static final int EMBEDDED_BATCHED_TOKENS = 512;

    /** An 8B model on one H100 behind vLLM. */
    public static EngineSpec vllm(String name, int slots) {
        DeploymentSpec deployment = new DeploymentSpec(name, slots, 400_000, CONTEXT_TOKENS, 20_000, 60, 0, false);
        return new EngineSpec(deployment, StepCost.GPU_8B, Kind.VLLM_PRIORITY, VLLM_PREFIX_BLOCKS);
    }

    /** SmolLM2-135M in Tierway's own engine on two cores. */
    public static EngineSpec embedded(String name, int slots) {
        DeploymentSpec deployment = new DeploymentSpec(name, slots, 64_000, 8_192, 600, 60, 0, true);
        return new EngineSpec(deployment, StepCost.CPU_135M, Kind.EMBEDDED, EMBEDDED_PREFIX_BLOCKS);
    }

    public String name() {
        return deployment.name();
    }

    long kvTokens() {
        return deployment.kvTokens();
    }

    /** Requests of {@code lengths} a second that it sustains with all its slots busy, by its cost model. */
    public double requestsPerSecond(Lengths lengths) {
        double input = lengths.input().mean();
        double output = lengths.output().mean();
        double streams = Math.min(deployment.slots(), kvTokens() / (input + output));
        double nanos =
                input * cost.perPrefillTokenNanos() + output * (cost.perDecodeNanos() + cost.baseNanos() / streams);
        return NANOS_PER_SECOND / nanos;
    }

    /** The same engine without any knowledge of tiers. */
    public EngineSpec plain() {
        Kind without = switch (kind) {
            case VLLM, VLLM_PRIORITY -> Kind.VLLM;
            case EMBEDDED, EMBEDDED_PLANNER, EMBEDDED_PLAIN -> Kind.EMBEDDED_PLAIN;
        };
        return new EngineSpec(deployment, cost, without, prefixBlocks);
    }

    /** Its steps are composed by the production planner. */
    public EngineSpec planned() {
        return new EngineSpec(deployment, cost, Kind.EMBEDDED_PLANNER, prefixBlocks);
    }

    /** The same engine with {@code --scheduling-policy priority}. */
    public EngineSpec prioritising() {
        return new EngineSpec(deployment, cost, Kind.VLLM_PRIORITY, prefixBlocks);
    }

    Composer composer() {
        int slots = deployment.slots();
        return switch (kind) {
            case VLLM -> new ContinuousBatching(slots, kvTokens(), VLLM_BATCHED_TOKENS, false);
            case VLLM_PRIORITY -> new ContinuousBatching(slots, kvTokens(), VLLM_BATCHED_TOKENS, true);
            case EMBEDDED_PLAIN -> new ContinuousBatching(slots, kvTokens(), EMBEDDED_BATCHED_TOKENS, false);
            case EMBEDDED_PLANNER -> new PlannedBatching(cost, kvTokens(), PLAN);
            case EMBEDDED -> new TierAwareBatching(cost, kvTokens());
        };
    }
}
