package dev.tierway.scheduler.limit;

import java.util.Arrays;

/**
 * Largest number of KV tokens that a set of running attempts will hold together at any time from now.
 *
 * <p>From Past-Future (ASPLOS '25, arXiv 2507.10150): with the attempts in order of remaining length, longest first,
 * and all growing by one token per step, the sum peaks just before one of them ends. Compared with adding up every
 * final length, it credits that short answers leave before long ones have grown. O(n log n).
 */
final class KvForecast {
    /** Remaining tokens in the high half, held tokens in the low, so that sorting needs no objects. */
    private long[] attempts = new long[16];

    private int size;

    void clear() {
        size = 0;
    }

    void add(Occupant occupant) {
        if (size == attempts.length) {
            attempts = Arrays.copyOf(attempts, 2 * size);
        }
        long held = Math.min(Integer.MAX_VALUE, occupant.heldTokens());
        long remaining = Math.min(Integer.MAX_VALUE, Math.max(0, occupant.finalTokens() - occupant.heldTokens()));
        attempts[size++] = remaining << 32 | held;
    }

    long peak() {
        Arrays.sort(attempts, 0, size);
        long peak = 0;
        long held = 0;
        for (int rank = 1; rank <= size; rank++) {
            long attempt = attempts[size - rank];
            held += attempt & 0xffff_ffffL;
            peak = Math.max(peak, held + rank * (attempt >>> 32));
        }
        return peak;
    }
}
