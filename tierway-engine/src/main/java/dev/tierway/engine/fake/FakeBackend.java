package dev.tierway.engine.fake;

import dev.tierway.core.hash.SplitMix;
import dev.tierway.engine.plan.StepCost;
import dev.tierway.engine.step.SequenceLengths;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A deterministic {@link StepBackend} for tests and simulation.
 *
 * <p>It keeps the real token history of every sequence in shared cells and derives logits from the whole history, so any
 * mix-up of prefixes, positions or restored cells changes the output. A step takes the time of its {@link StepCost}, told to a clock.
 */
public final class FakeBackend implements StepBackend {
    /** Shape and speed of the pretended model; {@code savedBytesPerToken} is at least 4. */
    public record Shape(int vocabulary, int cells, int sequences, int maxBatch, int savedBytesPerToken, StepCost cost) {
        /** SmolLM2-135M on one core: 100 decoded tokens per second alone, 340 prompt tokens per second. */
        public static final Shape SMALL_MODEL = new Shape(256, 8192, 256, 512, 64, new StepCost(5e6, 4.5e6, 2.9e6));

        public Shape withCells(int count) {
            return new Shape(vocabulary, count, sequences, maxBatch, savedBytesPerToken, cost);
        }

        public Shape withSequences(int count) {
            return new Shape(vocabulary, cells, count, maxBatch, savedBytesPerToken, cost);
        }
    }

    private static final class Cell {
        private final int token;
        /** Of all tokens up to this one. */
        private final long history;

        private int owners = 1;

        private Cell(int token, long before) {
            this.token = token;
            history = SplitMix.next(before * 31 + token);
        }
    }

    private static final int MAGIC = 0x46414b45;

    private final Shape shape;
    private final LongConsumer clock;
    private final Thread owner = Thread.currentThread();
    private final List<List<Cell>> sequences = new ArrayList<>();
    private final SequenceLengths lengths;
    private final MemorySegment logits;
    private final Deque<Outcome> scripted = new ArrayDeque<>();
    private long[] outputSeeds = new long[0];
    private int usedCells;
    private volatile boolean aborting;

    /**
     * @param clock is told the nanoseconds each step takes, e.g. to advance a ticker
     */
    public FakeBackend(Shape shape, LongConsumer clock) {
        this.shape = shape;
        this.clock = clock;
        for (int i = 0; i < shape.sequences(); i++) {
            sequences.add(new ArrayList<>());
        }
        lengths = new SequenceLengths(shape.sequences(), shape.vocabulary());
        logits = MemorySegment.ofArray(new float[shape.vocabulary()]);
    }

    public FakeBackend(Shape shape) {
        this(shape, nanos -> {});
    }

    /** The next {@link #decode} returns {@code outcome} without computing anything. */
    public void failNext(Outcome outcome) {
        scripted.add(outcome);
    }

    public int usedCells() {
        return usedCells;
    }

    public int length(int sequence) {
        return lengths.length(sequence);
    }

    @Override
    public int vocabularySize() {
        return shape.vocabulary();
    }

    @Override
    public int cells() {
        return shape.cells();
    }

    @Override
    public int maxSequences() {
        return shape.sequences();
    }

    @Override
    public int maxBatch() {
        return Math.min(shape.maxBatch(), shape.cells());
    }

    @Override
    public int maxOutputs() {
        return shape.sequences();
    }

    @Override
    public Outcome decode(StepBatch batch) {
        confine();
        if (batch.size() == 0 || batch.size() > maxBatch()) {
            throw new IllegalArgumentException("a step has 1 to " + maxBatch() + " rows, not " + batch.size());
        }
        lengths.check(batch);
        outputSeeds = new long[0];
        if (!scripted.isEmpty()) {
            return scripted.remove();
        }
        if (usedCells + batch.size() > shape.cells()) {
            return Outcome.KV_FULL;
        }
        clock.accept((long) shape.cost().nanos(decodes(batch), batch.size() - decodes(batch)));
        if (aborting) {
            return Outcome.ABORTED;
        }
        outputSeeds = new long[batch.outputRows()];
        int output = 0;
        for (int row = 0; row < batch.size(); row++) {
            List<Cell> cells = sequences.get(batch.sequence(row));
            append(cells, batch.token(row));
            if (batch.output(row)) {
                outputSeeds[output++] = cells.getLast().history;
            }
        }
        lengths.advance(batch);
        return Outcome.DONE;
    }

    /** Rows that are the only one of their sequence. */
    private static int decodes(StepBatch batch) {
        int count = 0;
        for (int row = 0; row < batch.size(); row++) {
            boolean first = row == 0 || batch.sequence(row - 1) != batch.sequence(row);
            boolean last = row + 1 == batch.size() || batch.sequence(row + 1) != batch.sequence(row);
            count += first && last ? 1 : 0;
        }
        return count;
    }

    @Override
    public MemorySegment logits(int row) {
        confine();
        long state = outputSeeds[row];
        for (int token = 0; token < shape.vocabulary(); token++) {
            state = SplitMix.next(state + token);
            logits.setAtIndex(ValueLayout.JAVA_FLOAT, token, (state >>> 40) * 0x1p-20f);
        }
        return logits;
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        confine();
        List<Cell> source = sequences.get(from);
        List<Cell> target = sequences.get(to);
        lengths.requireEmpty(to);
        requireLength(from, length);
        lengths.set(to, length);
        for (int i = 0; i < length; i++) {
            source.get(i).owners++;
            target.add(source.get(i));
        }
    }

    @Override
    public void truncate(int sequence, int length) {
        confine();
        requireLength(sequence, length);
        lengths.set(sequence, length);
        List<Cell> cells = sequences.get(sequence);
        while (cells.size() > length) {
            disown(cells.removeLast());
        }
    }

    @Override
    public void release(int sequence) {
        truncate(sequence, 0);
    }

    @Override
    public byte[] save(int sequence) {
        confine();
        List<Cell> cells = sequences.get(sequence);
        ByteBuffer saved = ByteBuffer.allocate(2 * Integer.BYTES + cells.size() * shape.savedBytesPerToken());
        saved.putInt(MAGIC).putInt(cells.size());
        for (Cell cell : cells) {
            saved.putInt(cell.token);
        }
        return saved.array();
    }

    @Override
    public boolean restore(int sequence, byte[] saved) {
        confine();
        lengths.requireEmpty(sequence);
        ByteBuffer tokens = ByteBuffer.wrap(saved);
        if (saved.length < 2 * Integer.BYTES || tokens.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a saved sequence");
        }
        int length = tokens.getInt();
        if (usedCells + length > shape.cells()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            append(sequences.get(sequence), tokens.getInt());
        }
        lengths.set(sequence, length);
        return true;
    }

    @Override
    public void threads(int decode, int prefill) {
        confine();
        if (decode < 1 || prefill < 1) {
            throw new IllegalArgumentException("threads must be at least 1: decode=" + decode + " prefill=" + prefill);
        }
    }

    @Override
    public void abort(boolean abort) {
        aborting = abort;
    }

    @Override
    public void close() {
        confine();
    }

    private void append(List<Cell> cells, int token) {
        usedCells++;
        cells.add(new Cell(token, cells.isEmpty() ? 0 : cells.getLast().history));
    }

    private void disown(Cell cell) {
        cell.owners--;
        if (cell.owners == 0) {
            usedCells--;
        }
    }

    private void requireLength(int sequence, int least) {
        if (least < 0 || least > lengths.length(sequence)) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " holds " + lengths.length(sequence) + " positions, not " + least);
        }
    }

    private void confine() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("only " + owner.getName() + " may use this backend");
        }
    }
}
