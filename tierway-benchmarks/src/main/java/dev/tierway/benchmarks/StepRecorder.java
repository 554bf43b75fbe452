package dev.tierway.benchmarks;

import dev.tierway.core.time.Ticker;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A backend that notes the engine thread's CPU time around every step and swap. Read it while the engine is idle or
 * closed.
 */
final class StepRecorder implements StepBackend {
    private final StepBackend backend;
    private final Ticker cpuTime;

    private long[] begins = new long[1024];
    private long[] ends = new long[1024];
    private int[] rows = new int[1024];
    private int steps;
    private long swapNanos;

    StepRecorder(StepBackend backend, Ticker cpuTime) {
        this.backend = backend;
        this.cpuTime = cpuTime;
    }

    /** CPU nanoseconds inside steps and around them, over steps of exactly {@code width} rows that follow each other. */
    record Span(long inside, long whole, int steps) {
        double perStep() {
            return (double) whole / steps;
        }

        /** Share of CPU time outside the backend. */
        double outside() {
            return 1 - (double) inside / whole;
        }
    }

    Span spanOfWidth(int width) {
        long inside = 0;
        long whole = 0;
        int count = 0;
        for (int step = 1; step + 1 < steps; step++) {
            if (rows[step] == width && rows[step + 1] == width && rows[step - 1] == width) {
                inside += ends[step] - begins[step];
                whole += begins[step + 1] - begins[step];
                count++;
            }
        }
        return new Span(inside, whole, count);
    }

    /** CPU nanoseconds from the first step's begin to the last step's end, or so far to now. */
    long total() {
        return steps == 0 ? 0 : ends[steps - 1] - begins[0];
    }

    /** CPU nanoseconds of saving and restoring sequences. */
    long swapNanos() {
        return swapNanos;
    }

    void reset() {
        steps = 0;
        swapNanos = 0;
    }

    @Override
    public Outcome decode(StepBatch batch) {
        if (steps == begins.length) {
            begins = Arrays.copyOf(begins, 2 * steps);
            ends = Arrays.copyOf(ends, 2 * steps);
            rows = Arrays.copyOf(rows, 2 * steps);
        }
        rows[steps] = batch.size();
        begins[steps] = cpuTime.nanos();
        Outcome outcome = backend.decode(batch);
        ends[steps] = cpuTime.nanos();
        steps++;
        return outcome;
    }

    @Override
    public byte[] save(int sequence) {
        long start = cpuTime.nanos();
        byte[] saved = backend.save(sequence);
        swapNanos += cpuTime.nanos() - start;
        return saved;
    }

    @Override
    public boolean restore(int sequence, byte[] saved) {
        long start = cpuTime.nanos();
        boolean restored = backend.restore(sequence, saved);
        swapNanos += cpuTime.nanos() - start;
        return restored;
    }

    @Override
    public int vocabularySize() {
        return backend.vocabularySize();
    }

    @Override
    public int cells() {
        return backend.cells();
    }

    @Override
    public int maxSequences() {
        return backend.maxSequences();
    }

    @Override
    public int maxBatch() {
        return backend.maxBatch();
    }

    @Override
    public int maxOutputs() {
        return backend.maxOutputs();
    }

    @Override
    public MemorySegment logits(int row) {
        return backend.logits(row);
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        backend.copyPrefix(from, to, length);
    }

    @Override
    public void truncate(int sequence, int length) {
        backend.truncate(sequence, length);
    }

    @Override
    public void release(int sequence) {
        backend.release(sequence);
    }

    @Override
    public void threads(int decode, int prefill) {
        backend.threads(decode, prefill);
    }

    @Override
    public void abort(boolean abort) {
        backend.abort(abort);
    }

    @Override
    public void close() {
        backend.close();
    }
}
