package dev.tierway.engine;

import dev.tierway.engine.plan.PlanSettings;

/**
 * Limits of an engine.
 *
 * @param contextTokens longest prompt plus output of one generation; at most the backend's cells
 * @param maxRunning generations of one tier and the tiers above it that hold KV cells at once
 * @param maxWaiting generations that may wait for cells before new ones are refused
 * @param tokenQueue tokens a reader may fall behind before its generation pauses
 * @param swapBytes heap for the cells of swapped-out generations
 * @param decodeThreads CPU threads of steps without prompt tokens
 * @param prefillThreads CPU threads of steps with prompt tokens, while the machine is otherwise idle
 * @param plan how steps are composed
 */
public record EngineSettings(
        int contextTokens,
        int maxRunning,
        int maxWaiting,
        int tokenQueue,
        long swapBytes,
        int decodeThreads,
        int prefillThreads,
        PlanSettings plan) {

    public EngineSettings {
        if (contextTokens < 2 || maxRunning < 1 || maxWaiting < 0 || tokenQueue < 1 || swapBytes < 0) {
            throw new IllegalArgumentException("engine settings out of range: contextTokens=" + contextTokens
                    + " (2 or more), maxRunning=" + maxRunning + " (1 or more), maxWaiting=" + maxWaiting
                    + " (0 or more), tokenQueue=" + tokenQueue + " (1 or more), swapBytes=" + swapBytes
                    + " (0 or more)");
        }
        if (decodeThreads < 1 || prefillThreads < decodeThreads) {
            throw new IllegalArgumentException("engine threads out of range: decode=" + decodeThreads
                    + " (1 or more), prefill=" + prefillThreads + " (decode or more)");
        }
    }

    /** Defaults for a machine with {@code cores} cores: one core is left to the rest of the process in decode steps. */
    public static EngineSettings defaults(int contextTokens, int cores) {
        return new EngineSettings(
                contextTokens, 16, 1024, 64, 512L << 20, Math.max(1, cores - 1), cores, PlanSettings.DEFAULTS);
    }

    public EngineSettings withThreads(int decode, int prefill) {
        return new EngineSettings(contextTokens, maxRunning, maxWaiting, tokenQueue, swapBytes, decode, prefill, plan);
    }

    public EngineSettings withMaxRunning(int running) {
        return new EngineSettings(
                contextTokens, running, maxWaiting, tokenQueue, swapBytes, decodeThreads, prefillThreads, plan);
    }

    public EngineSettings withPlan(PlanSettings composition) {
        return new EngineSettings(
                contextTokens,
                maxRunning,
                maxWaiting,
                tokenQueue,
                swapBytes,
                decodeThreads,
                prefillThreads,
                composition);
    }

    public EngineSettings withTokenQueue(int tokens) {
        return new EngineSettings(
                contextTokens, maxRunning, maxWaiting, tokens, swapBytes, decodeThreads, prefillThreads, plan);
    }

    public EngineSettings withSwapBytes(long bytes) {
        return new EngineSettings(
                contextTokens, maxRunning, maxWaiting, tokenQueue, bytes, decodeThreads, prefillThreads, plan);
    }
}
