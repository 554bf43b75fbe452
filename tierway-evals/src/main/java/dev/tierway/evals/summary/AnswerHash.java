package dev.tierway.evals.summary;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.evals.target.Sample;

/** Tells answers apart in 64 bits: enough to say that a text changed, not to prove that it did not. */
final class AnswerHash {
    private static final long PRIME = 0x100000001b3L;

    private AnswerHash() {}

    static long of(int trial, Sample sample) {
        long hash = text(trial, sample.text());
        for (var turn : sample.transcript()) {
            hash = text(text(hash, turn.speaker()), turn.text());
        }
        return SplitMix.mix(hash);
    }

    private static long text(long hash, String text) {
        long mixed = hash * PRIME + 1;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * PRIME;
        }
        return mixed;
    }
}
