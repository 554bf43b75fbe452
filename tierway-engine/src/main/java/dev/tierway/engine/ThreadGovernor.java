package dev.tierway.engine;

/**
 * How many CPU threads steps use. Single-threaded.
 *
 * <p>Native workers spin at a barrier after each operation, so one that the operating system does not run stalls all of
 * them; a step then takes much longer than the CPU time of its main thread, or than steps like it took. After such a step
 * prompts use only as many threads as decoding does, for a number of steps that doubles each time it happens again.
 */
final class ThreadGovernor {
    static final double STRETCH = 1.5;
    private static final int SHORTEST_PAUSE = 32;
    private static final int LONGEST_PAUSE = 4096;
    private static final int CALM = 256;

    private final int decodeThreads;
    private final int prefillThreads;
    private int pause = SHORTEST_PAUSE;
    private int stepsToGo;
    private int calmSteps;

    ThreadGovernor(int decodeThreads, int prefillThreads) {
        this.decodeThreads = decodeThreads;
        this.prefillThreads = prefillThreads;
    }

    int decodeThreads() {
        return decodeThreads;
    }

    int prefillThreads() {
        return stepsToGo > 0 ? decodeThreads : prefillThreads;
    }

    /** Learns from a step: wall and CPU time of the engine thread, and the time that was expected of it. */
    void observe(boolean prompts, long wallNanos, long cpuNanos, double expectedNanos) {
        if (stepsToGo > 0) {
            stepsToGo--;
            return;
        }
        if (!prompts || prefillThreads == decodeThreads) {
            return;
        }
        boolean stretched = wallNanos > STRETCH * cpuNanos || wallNanos > 2 * STRETCH * expectedNanos;
        if (stretched) {
            stepsToGo = pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            calmSteps = 0;
        } else if (++calmSteps >= CALM) {
            pause = SHORTEST_PAUSE;
            calmSteps = 0;
        }
    }
}
