package dev.tierway.engine.fake;

import dev.tierway.engine.plan.StepCost;
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
 * mix-up of prefixes, positions or restored cells changes the output. Misuse that would end the JVM in a native library
 * throws {@link IllegalStateException} here. A step takes the time of its {@link StepCost}, told to a clock.
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
            history = mix(before * 31 + token);
        }
    }

    private final Shape shape;
    private final LongConsumer clock;
    private final Thread owner = Thread.currentThread();
    private final List<List<Cell>> sequences = new ArrayList<>();
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
        return sequences.get(sequence).size();
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
        return shape.maxBatch();
    }

    @Override
    public Outcome decode(StepBatch batch) {
        confine();
        require(batch.size() > 0 && batch.size() <= shape.maxBatch(), "batch of " + batch.size() + " tokens");
        if (!scripted.isEmpty()) {
            return scripted.remove();
        }
        if (usedCells + batch.size() > shape.cells()) {
            return Outcome.KV_FULL;
        }
        outputSeeds = new long[batch.outputRows()];
        int decodes = 0;
        int output = 0;
        for (int row = 0; row < batch.size(); row++) {
            List<Cell> cells = sequences.get(batch.sequence(row));
            require(
                    batch.position(row) == cells.size(),
                    "sequence " + batch.sequence(row) + " has " + cells.size() + " cells, row is at "
                            + batch.position(row));
            append(cells, batch.token(row));
            if (batch.output(row)) {
                outputSeeds[output++] = cells.getLast().history;
            }
            boolean alone = (row == 0 || batch.sequence(row - 1) != batch.sequence(row))
                    && (row + 1 == batch.size() || batch.sequence(row + 1) != batch.sequence(row));
            decodes += alone ? 1 : 0;
        }
        clock.accept((long) shape.cost().nanos(decodes, batch.size() - decodes));
        if (aborting) {
            for (int row = batch.size() - 1; row >= 0; row--) {
                disown(sequences.get(batch.sequence(row)).removeLast());
            }
            return Outcome.ABORTED;
        }
        return Outcome.DONE;
    }

    @Override
    public MemorySegment logits(int row) {
        confine();
        require(row >= 0 && row < outputSeeds.length, "no output row " + row);
        long state = outputSeeds[row];
        for (int token = 0; token < shape.vocabulary(); token++) {
            state = mix(state + token);
            logits.setAtIndex(ValueLayout.JAVA_FLOAT, token, (state >>> 40) * 0x1p-20f);
        }
        return logits;
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        confine();
        List<Cell> source = sequences.get(from);
        List<Cell> target = sequences.get(to);
        require(target.isEmpty() && length <= source.size(), "copy of " + length + " cells from " + from + " to " + to);
        for (int i = 0; i < length; i++) {
            source.get(i).owners++;
            target.add(source.get(i));
        }
    }

    @Override
    public void truncate(int sequence, int length) {
        confine();
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
        ByteBuffer saved = ByteBuffer.allocate(cells.size() * shape.savedBytesPerToken());
        for (int i = 0; i < cells.size(); i++) {
            saved.putInt(i * shape.savedBytesPerToken(), cells.get(i).token);
        }
        return saved.array();
    }

    @Override
    public boolean restore(int sequence, byte[] saved) {
        confine();
        List<Cell> cells = sequences.get(sequence);
        require(cells.isEmpty(), "restore into sequence " + sequence + ", which has " + cells.size() + " cells");
        int length = saved.length / shape.savedBytesPerToken();
        if (usedCells + length > shape.cells()) {
            return false;
        }
        ByteBuffer tokens = ByteBuffer.wrap(saved);
        for (int i = 0; i < length; i++) {
            append(cells, tokens.getInt(i * shape.savedBytesPerToken()));
        }
        return true;
    }

    @Override
    public void threads(int decode, int prefill) {
        require(decode >= 1 && prefill >= 1, "threads " + decode + " and " + prefill);
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
        require(token >= 0 && token < shape.vocabulary(), "token " + token);
        usedCells++;
        cells.add(new Cell(token, cells.isEmpty() ? 0 : cells.getLast().history));
    }

    private void disown(Cell cell) {
        cell.owners--;
        if (cell.owners == 0) {
            usedCells--;
        }
    }

    /** SplitMix64's finaliser (Steele, Lea and Flood, 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private void confine() {
        require(Thread.currentThread().equals(owner), "used by " + Thread.currentThread() + ", created by " + owner);
    }

    private static void require(boolean held, String what) {
        if (!held) {
            throw new IllegalStateException("fake backend: " + what);
        }
    }
}
