package dev.tierway.evals.summary;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.evals.target.Sample;

/** Tells answers apart: enough to say that one changed, not to prove that it did not. */
final class AnswerHash {
    private AnswerHash() {}

    static long of(int trial, Sample sample) {
        long hash = with(trial, sample.text());
        for (var turn : sample.transcript()) {
            hash = with(with(hash, turn.speaker()), turn.text());
        }
        return hash;
    }

    private static long with(long hash, String text) {
        return SplitMix.mix(hash + ((long) text.length() << Integer.SIZE) + text.hashCode());
    }
}
