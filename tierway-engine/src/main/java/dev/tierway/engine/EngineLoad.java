package dev.tierway.engine;

import dev.tierway.engine.plan.StepCost;

/**
 * How busy an engine is.
 *
 * @param running generations that hold KV cells
 * @param waiting generations accepted and not yet given cells
 * @param swapped generations whose cells were moved to the heap
 * @param cells KV cells of the backend
 * @param activeCells cells that running generations use
 * @param heldCells cells kept for prefix sharing only, free on demand
 * @param swappedBytes heap that swapped generations occupy
 * @param steps steps executed since the start
 * @param swapOuts generations swapped out since the start
 * @param drops generations that lost their cells without being saved since the start, to be computed again
 * @param cost what steps cost at present
 */
public record EngineLoad(
        int running,
        int waiting,
        int swapped,
        int cells,
        int activeCells,
        int heldCells,
        long swappedBytes,
        long steps,
        long swapOuts,
        long drops,
        StepCost cost) {
    /** The same engine with nothing to do. */
    EngineLoad idle() {
        return new EngineLoad(0, 0, 0, cells, 0, 0, 0, steps, swapOuts, drops, cost);
    }

    /** Share of the KV cache that running generations use, 0 to 1. */
    public double kvUsage() {
        return (double) activeCells / cells;
    }
}
