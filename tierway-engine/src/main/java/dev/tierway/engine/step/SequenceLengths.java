package dev.tierway.engine.step;

/**
 * How many positions each sequence of a {@link StepBackend} holds, and the check that a step continues them without a
 * gap. Not thread-safe.
 */
public final class SequenceLengths {
    private final int[] lengths;
    private final int[] next;
    private final int vocabularySize;

    public SequenceLengths(int sequences, int vocabularySize) {
        this.lengths = new int[sequences];
        this.next = new int[sequences];
        this.vocabularySize = vocabularySize;
    }

    /**
     * Checks every row of {@code batch} against the lengths, which do not change.
     *
     * @return whether each sequence has one row, so that this is a step without prompt chunks
     * @throws IllegalArgumentException naming the first row that is wrong
     */
    public boolean check(StepBatch batch) {
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int sequence = batch.sequence(row);
            requireSequence(sequence);
            next[sequence] = lengths[sequence];
        }
        boolean single = true;
        for (int row = 0; row < size; row++) {
            int sequence = batch.sequence(row);
            if (batch.token(row) < 0 || batch.token(row) >= vocabularySize) {
                throw new IllegalArgumentException("row " + row + ": token " + batch.token(row)
                        + " is not in the vocabulary of " + vocabularySize);
            }
            if (batch.position(row) != next[sequence]) {
                throw new IllegalArgumentException("row " + row + ": sequence " + sequence + " continues at position "
                        + next[sequence] + ", not " + batch.position(row));
            }
            single &= next[sequence] == lengths[sequence];
            next[sequence]++;
        }
        return single;
    }

    /** Takes over what the last {@link #check} of {@code batch} would lead to. */
    public void advance(StepBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            lengths[batch.sequence(row)] = batch.position(row) + 1;
        }
    }

    public int length(int sequence) {
        requireSequence(sequence);
        return lengths[sequence];
    }

    public void set(int sequence, int length) {
        requireSequence(sequence);
        lengths[sequence] = length;
    }

    /** Refuses, by an IllegalStateException, a {@code sequence} that holds positions. */
    public void requireEmpty(int sequence) {
        if (length(sequence) != 0) {
            throw new IllegalStateException(
                    "sequence " + sequence + " holds " + lengths[sequence] + " positions; release it first");
        }
    }

    private void requireSequence(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new IllegalArgumentException("sequence " + sequence + " is not in 0 to " + (lengths.length - 1));
        }
    }
}
