package dev.tierway.evals.dataset;

import dev.tierway.core.hash.SplitMix;

/** A 64-bit hash of texts, the same on every machine and in every release. */
final class TextHash {
    private TextHash() {}

    static long of(CharSequence text, long seed) {
        long hash = SplitMix.next(seed);
        for (int i = 0; i < text.length(); i++) {
            hash = SplitMix.next(hash ^ text.charAt(i));
        }
        return hash;
    }

    /** The hash as a number from 0 up to 1. */
    static double share(CharSequence text, long seed) {
        return (of(text, seed) >>> 11) * 0x1p-53;
    }
}
