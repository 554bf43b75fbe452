package dev.tierway.engine.prefix;

import dev.tierway.engine.kv.KvLedger;

/**
 * The sequences kept for their prefix only, and which of them to give up first. Single-threaded.
 *
 * <p>GreedyDual-Size-Frequency (Cherkasova, 1998): a holder's worth is the prefill it saved per cell it alone occupies, on
 * top of a clock that rises to the worth of each victim, so that old savings fade. Among equals the least recently used
 * goes first.
 */
public final class HolderCache {
    private final KvLedger ledger;
    private final boolean[] held;
    private final double[] clockAtUse;
    private final double[] savedTokens;
    private final long[] lastUse;
    private double clock;
    private long uses;
    private int size;

    public HolderCache(KvLedger ledger, int sequences) {
        this.ledger = ledger;
        held = new boolean[sequences];
        clockAtUse = new double[sequences];
        savedTokens = new double[sequences];
        lastUse = new long[sequences];
    }

    public int size() {
        return size;
    }

    public boolean holds(int sequence) {
        return held[sequence];
    }

    /** Starts to hold {@code sequence}; it counts as if it had saved its own length once. */
    public void add(int sequence) {
        held[sequence] = true;
        size++;
        savedTokens[sequence] = 0;
        used(sequence, ledger.length(sequence));
    }

    /** Notes that {@code sequence} spared a prompt {@code tokens} tokens of prefill. */
    public void used(int sequence, int tokens) {
        clockAtUse[sequence] = clock;
        savedTokens[sequence] += tokens;
        lastUse[sequence] = uses++;
    }

    public void remove(int sequence) {
        if (held[sequence]) {
            held[sequence] = false;
            size--;
        }
    }

    /**
     * Stops holding the least worthy sequence.
     *
     * @param freesCells whether only sequences whose release frees cells are wanted
     * @return that sequence; -1 when there is none
     */
    public int evict(boolean freesCells) {
        int victim = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int sequence = 0; sequence < held.length; sequence++) {
            if (!held[sequence]) {
                continue;
            }
            int cells = ledger.exclusive(sequence);
            if (freesCells && cells == 0) {
                continue;
            }
            double worth = clockAtUse[sequence] + savedTokens[sequence] / Math.max(1, cells);
            if (worth < least || (worth == least && lastUse[sequence] < lastUse[victim])) {
                least = worth;
                victim = sequence;
            }
        }
        if (victim >= 0) {
            clock = Math.max(clock, least);
            remove(victim);
        }
        return victim;
    }
}
