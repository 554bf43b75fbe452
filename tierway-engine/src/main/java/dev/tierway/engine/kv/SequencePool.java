package dev.tierway.engine.kv;

import java.util.BitSet;

/** The sequence ids a backend knows, each owned by one running generation or one prefix holder. Single-threaded. */
public final class SequencePool {
    private final int size;
    private final BitSet taken;

    public SequencePool(int size) {
        this.size = size;
        taken = new BitSet(size);
    }

    /** The lowest free id; -1 when all are taken. */
    public int acquire() {
        int id = taken.nextClearBit(0);
        if (id >= size) {
            return -1;
        }
        taken.set(id);
        return id;
    }

    public void release(int id) {
        if (!taken.get(id)) {
            throw new IllegalStateException("sequence " + id + " is not taken");
        }
        taken.clear(id);
    }

    public int taken() {
        return taken.cardinality();
    }
}
