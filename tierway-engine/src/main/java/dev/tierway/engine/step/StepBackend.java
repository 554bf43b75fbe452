package dev.tierway.engine.step;

import java.lang.foreign.MemorySegment;

/**
 * A model runtime that executes steps over a KV cache shared by all sequences. Confined to the thread that created it,
 * except {@link #abort}.
 *
 * <p>Callers validate: sequence ids are 0 to {@code maxSequences - 1}, positions of a sequence are contiguous, and the
 * cells a step needs are free. A native backend may end the JVM otherwise.
 */
public interface StepBackend extends AutoCloseable {
    enum Outcome {
        DONE,
        /** No cells left; memory is unchanged. */
        KV_FULL,
        /** {@link #abort} was asked for; the positions of this step are removed. */
        ABORTED
    }

    int vocabularySize();

    /** KV cells shared by all sequences. */
    int cells();

    int maxSequences();

    /** Most rows a step may have. */
    int maxBatch();

    /** Most output rows a step may have, and so most sequences that can decode in it. */
    int maxOutputs();

    Outcome decode(StepBatch batch);

    /**
     * Logits after output row {@code row} of the last step: {@code vocabularySize()} native-order floats, valid until the
     * next {@link #decode}. The caller may overwrite them.
     */
    MemorySegment logits(int row);

    /** Makes {@code to} share the first {@code length} cells of {@code from}; {@code to} must be empty. */
    void copyPrefix(int from, int to, int length);

    /** Drops everything of {@code sequence} from position {@code length} on. */
    void truncate(int sequence, int length);

    void release(int sequence);

    /** The cells of {@code sequence}, for {@link #restore} after a swap-out. */
    byte[] save(int sequence);

    /** Restores what {@link #save} gave into {@code sequence}, which must be empty; false when cells are lacking. */
    boolean restore(int sequence, byte[] saved);

    /** CPU threads for steps of one token per sequence, and for steps with prompt chunks. Cheap; may change per step. */
    void threads(int decode, int prefill);

    /** Asks a running {@link #decode} to stop soon ({@code true}), or withdraws that; callable from any thread. */
    void abort(boolean abort);

    @Override
    void close();
}
