package dev.tierway.engine.step;

import java.util.Arrays;

/**
 * The tokens of one step, in struct-of-arrays form; reused between steps. Rows of one sequence stand in position order.
 */
public final class StepBatch {
    private int[] tokens;
    private int[] positions;
    private int[] sequences;
    private boolean[] outputs;
    private int size;
    private int outputRows;

    public StepBatch(int capacity) {
        tokens = new int[capacity];
        positions = new int[capacity];
        sequences = new int[capacity];
        outputs = new boolean[capacity];
    }

    public void clear() {
        size = 0;
        outputRows = 0;
    }

    /**
     * Appends one token.
     *
     * @param output whether logits are wanted after it
     * @return the row number to ask {@link StepBackend#logits} for, counted over rows with {@code output}; -1 without
     */
    public int add(int token, int position, int sequence, boolean output) {
        if (size == tokens.length) {
            grow();
        }
        tokens[size] = token;
        positions[size] = position;
        sequences[size] = sequence;
        outputs[size] = output;
        size++;
        return output ? outputRows++ : -1;
    }

    public int size() {
        return size;
    }

    public int outputRows() {
        return outputRows;
    }

    public int token(int row) {
        return tokens[row];
    }

    public int position(int row) {
        return positions[row];
    }

    public int sequence(int row) {
        return sequences[row];
    }

    public boolean output(int row) {
        return outputs[row];
    }

    private void grow() {
        int capacity = tokens.length * 2;
        tokens = Arrays.copyOf(tokens, capacity);
        positions = Arrays.copyOf(positions, capacity);
        sequences = Arrays.copyOf(sequences, capacity);
        outputs = Arrays.copyOf(outputs, capacity);
    }
}
