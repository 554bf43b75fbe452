package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.StoredBatch;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A batch whose lines this gateway runs. Confined to the runner's thread, except that lines leave it from their own. */
final class RunningBatch {
    private final Set<LineRun> lines = ConcurrentHashMap.newKeySet();
    private StoredBatch stored;
    private boolean filling = true;
    private boolean drained;
    private volatile boolean moved;
    private volatile int share;

    RunningBatch(StoredBatch stored) {
        this.stored = stored;
    }

    StoredBatch stored() {
        return stored;
    }

    /**
     * The batch is as follows now; lines may be found again where there were none.
     *
     * @param unsettled whether results of its lines may not be stored yet
     */
    void now(StoredBatch newer, boolean unsettled) {
        stored = newer;
        drained = false;
        moved = unsettled;
    }

    /** Whether lines have ended that are not in {@link #stored}, and none is left here. */
    boolean maybeDone() {
        return moved && lines.isEmpty();
    }

    /** Whether more of its lines are to be run. */
    boolean filling() {
        return filling && !drained;
    }

    /** No line waits, for now. */
    void drained() {
        drained = true;
    }

    /** Runs no more of its lines, and stops those that run. */
    void stop() {
        filling = false;
        lines.forEach(LineRun::abandon);
    }

    void add(LineRun line) {
        lines.add(line);
    }

    /** How many lines of it may be here from now on. */
    void share(int lines) {
        share = lines;
    }

    /** Whether enough places are free to be worth a look for more lines. */
    boolean roomy() {
        return share - lines.size() >= Math.max(1, share / 4);
    }

    /** From any thread. */
    void remove(LineRun line) {
        lines.remove(line);
        moved = true;
    }

    int running() {
        return lines.size();
    }
}
