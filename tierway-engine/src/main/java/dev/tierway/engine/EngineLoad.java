package dev.tierway.engine;

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
 */
public record EngineLoad(
        int running,
        int waiting,
        int swapped,
        int cells,
        int activeCells,
        int heldCells,
        long swappedBytes,
        long steps) {

    static final EngineLoad NONE = new EngineLoad(0, 0, 0, 1, 0, 0, 0, 0);

    /** Share of the KV cache that running generations use, 0 to 1. */
    public double kvUsage() {
        return (double) activeCells / cells;
    }
}
