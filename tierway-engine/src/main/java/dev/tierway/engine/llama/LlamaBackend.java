package dev.tierway.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.sun.management.OperatingSystemMXBean;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.step.SequenceLengths;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.step.StepBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/**
 * A llama.cpp context. The thread that creates it owns it; other threads are refused. Everything that could trip an
 * assertion of the library, which would end the JVM, is checked before it gets there.
 *
 * <p>The KV cache is unified: all sequences share one pool of cells, and a prefix is shared by reference. In that mode
 * the library takes {@value #SEQUENCES} sequence ids.
 */
public final class LlamaBackend implements StepBackend {
    // A full-precision model is run without half-precision roundings, which let near-ties flip between batch shapes:
    // neither in its cache (GGML_TYPE_F32) nor in flash attention (LLAMA_FLASH_ATTN_TYPE_DISABLED).
    private static final int GGML_F32 = 0;
    private static final int FLASH_ATTENTION_OFF = 0;

    private static final int SEQUENCES = 256;
    private static final long MIB = 1 << 20;
    private static final int SAVED_MAGIC = 0x54575341;
    private static final int SAVED_HEADER = 2 * Integer.BYTES;
    private static final VarHandle FLAG = JAVA_BYTE.varHandle();

    private final Thread owner = Thread.currentThread();
    private final Arena arena = Arena.ofConfined();
    private final LlamaModel model;
    private final Options options;
    private final MemorySegment abortFlag = Arena.ofAuto().allocate(2);
    private final LlamaThreads threads;
    private final MemorySegment context;
    private final MemorySegment memory;
    private final NativeBatch nativeBatch;
    private final SequenceLengths lengths;
    private final int vocabularySize;
    private final int cells;
    private int decodeThreads;
    private int prefillThreads;
    private int setThreads;
    private int outputRows;
    private MemorySegment logits = MemorySegment.NULL;
    private boolean closed;

    /**
     * What a context is made of.
     *
     * @param cells KV cells, rounded up to a multiple of 256
     * @param maxBatch most rows of a step
     * @param maxOutputs most output rows of a step; each takes {@code vocabularySize} floats twice
     * @param maxThreads most CPU threads a step may use
     */
    public record Options(int cells, int maxBatch, int maxOutputs, int maxThreads) {
        private static final int MOST_THREADS = 512;

        public Options {
            require("cells", cells, 1, Integer.MAX_VALUE - 256);
            require("maxBatch", maxBatch, 1, 1 << 16);
            require("maxOutputs", maxOutputs, 1, SEQUENCES);
            require("maxThreads", maxThreads, 1, MOST_THREADS);
        }

        /** Batches of 512 rows, 64 of them with output, on all CPUs. */
        public static Options of(int cells) {
            return new Options(
                    cells, 512, 64, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        }

        private static void require(String name, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
            }
        }
    }

    /**
     * Creates a context owned by the calling thread, which must be a platform thread.
     *
     * @throws dev.tierway.core.failure.FailureException when memory does not suffice
     */
    public LlamaBackend(LlamaModel model, Options options) {
        if (owner.isVirtual()) {
            throw new IllegalStateException("a virtual thread would pin its carrier for whole steps");
        }
        this.model = model;
        this.options = options;
        requireMemory();
        MemorySegment nativeModel = model.enter();
        NativeLog.drain();
        this.context = ContextApi.create(nativeModel, params());
        if (context.equals(MemorySegment.NULL)) {
            model.leave();
            arena.close();
            throw unusable(NativeLog.drain());
        }
        this.threads = new LlamaThreads(options.maxThreads());
        ContextApi.attachThreadpool(context, threads.pool());
        this.memory = ContextApi.memory(context);
        this.cells = ContextApi.cells(context);
        this.vocabularySize = model.vocabularySize();
        this.lengths = new SequenceLengths(SEQUENCES, vocabularySize);
        this.nativeBatch = new NativeBatch(arena, maxBatch());
        threads(options.maxThreads(), options.maxThreads());
    }

    /** The system promises memory that it does not have, and ends the process when it is used. */
    private void requireMemory() {
        long wanted = model.cellBytes() * options.cells();
        long memory = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        if (wanted > memory) {
            throw unusable("they take " + wanted / MIB + " MiB, the machine has " + memory / MIB + " MiB");
        }
    }

    private FailureException unusable(String reason) {
        return Failure.of(
                        FailureKind.INTERNAL,
                        "context_unusable",
                        "cannot create a context of " + options.cells() + " cells: " + reason
                                + ". Give the deployment fewer cells")
                .toException();
    }

    private MemorySegment params() {
        MemorySegment params = LlamaApi.contextDefaultParams(arena);
        setInt(params, "n_ctx", options.cells());
        setInt(params, "n_batch", options.maxBatch());
        setInt(params, "n_ubatch", options.maxBatch());
        setInt(params, "n_seq_max", options.maxOutputs());
        setInt(params, "n_outputs_max", options.maxOutputs());
        if (model.fullPrecision()) {
            setInt(params, "type_k", GGML_F32);
            setInt(params, "type_v", GGML_F32);
            setInt(params, "flash_attn_type", FLASH_ATTENTION_OFF);
        }
        setFlag(params, "kv_unified");
        setFlag(params, "swa_full");
        setFlag(params, "no_perf");
        // strlen as the abort callback: "" is false, any other string is true. No upcall, so it costs nothing.
        MemorySegment strlen =
                Linker.nativeLinker().defaultLookup().find("strlen").orElseThrow();
        params.set(ADDRESS, LlamaLayouts.offset(LlamaLayouts.CONTEXT_PARAMS, "abort_callback"), strlen);
        params.set(ADDRESS, LlamaLayouts.offset(LlamaLayouts.CONTEXT_PARAMS, "abort_callback_data"), abortFlag);
        return params;
    }

    private static void setInt(MemorySegment params, String field, int value) {
        params.set(JAVA_INT, LlamaLayouts.offset(LlamaLayouts.CONTEXT_PARAMS, field), value);
    }

    private static void setFlag(MemorySegment params, String field) {
        params.set(JAVA_BOOLEAN, LlamaLayouts.offset(LlamaLayouts.CONTEXT_PARAMS, field), true);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int cells() {
        return cells;
    }

    @Override
    public int maxSequences() {
        return SEQUENCES;
    }

    @Override
    public int maxBatch() {
        return Math.min(options.maxBatch(), cells);
    }

    @Override
    public int maxOutputs() {
        return options.maxOutputs();
    }

    @Override
    public Outcome decode(StepBatch batch) {
        requireOwner();
        if (batch.size() == 0 || batch.size() > maxBatch()) {
            throw new IllegalArgumentException("a step has 1 to " + maxBatch() + " rows, not " + batch.size());
        }
        if (batch.outputRows() > options.maxOutputs()) {
            throw new IllegalArgumentException(
                    "a step has at most " + options.maxOutputs() + " output rows, not " + batch.outputRows());
        }
        useThreads(lengths.check(batch) ? decodeThreads : prefillThreads);
        outputRows = 0;
        int status = ContextApi.decode(context, nativeBatch.fill(batch));
        return switch (status) {
            case 0 -> {
                done(batch);
                yield Outcome.DONE;
            }
            case 1 -> Outcome.KV_FULL;
            case 2 -> {
                undo(batch);
                yield Outcome.ABORTED;
            }
            default -> {
                undo(batch);
                throw new IllegalStateException("llama_decode failed with " + status + ": " + NativeLog.drain());
            }
        };
    }

    private void done(StepBatch batch) {
        lengths.advance(batch);
        outputRows = batch.outputRows();
        logits = outputRows == 0
                ? MemorySegment.NULL
                : ContextApi.logits(context).reinterpret(outputRows * rowBytes());
    }

    /** Removes what a part of the step may have left. */
    private void undo(StepBatch batch) {
        for (int row = 0; row < batch.size(); row++) {
            int sequence = batch.sequence(row);
            if (batch.position(row) == lengths.length(sequence)) {
                ContextApi.remove(memory, sequence, lengths.length(sequence));
            }
        }
    }

    @Override
    public MemorySegment logits(int row) {
        if (row < 0 || row >= outputRows) {
            throw new IndexOutOfBoundsException("output row " + row + " of " + outputRows);
        }
        return logits.asSlice(row * rowBytes(), rowBytes());
    }

    private long rowBytes() {
        return (long) vocabularySize * Float.BYTES;
    }

    @Override
    public void copyPrefix(int from, int to, int length) {
        requireOwner();
        if (length < 0 || length > lengths.length(from)) {
            throw new IllegalArgumentException(
                    "sequence " + from + " holds " + lengths.length(from) + " positions, not " + length);
        }
        lengths.requireEmpty(to);
        if (length > 0) {
            ContextApi.copy(memory, from, to, length);
            lengths.set(to, length);
        }
    }

    @Override
    public void truncate(int sequence, int length) {
        requireOwner();
        if (length < 0 || length > lengths.length(sequence)) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " holds " + lengths.length(sequence) + " positions, not " + length);
        }
        ContextApi.remove(memory, sequence, length);
        lengths.set(sequence, length);
    }

    @Override
    public void release(int sequence) {
        truncate(sequence, 0);
    }

    @Override
    public byte[] save(int sequence) {
        requireOwner();
        int length = lengths.length(sequence);
        long size = ContextApi.stateSize(context, sequence);
        if (size > Integer.MAX_VALUE - SAVED_HEADER) {
            throw new IllegalStateException("sequence " + sequence + " is too long to save: " + size + " bytes");
        }
        byte[] saved = new byte[SAVED_HEADER + (int) size];
        ByteBuffer.wrap(saved).putInt(SAVED_MAGIC).putInt(length);
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment state = scratch.allocate(size);
            long written = ContextApi.stateGet(context, state, sequence);
            if (written != size) {
                throw new IllegalStateException(
                        "sequence " + sequence + " saved " + written + " of " + size + " bytes: " + NativeLog.drain());
            }
            MemorySegment.copy(state, JAVA_BYTE, 0, saved, SAVED_HEADER, (int) size);
        }
        return saved;
    }

    @Override
    public boolean restore(int sequence, byte[] saved) {
        requireOwner();
        lengths.requireEmpty(sequence);
        ByteBuffer header = ByteBuffer.wrap(saved);
        if (saved.length < SAVED_HEADER || header.getInt() != SAVED_MAGIC) {
            throw new IllegalArgumentException("not a saved sequence");
        }
        int length = header.getInt();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment state = scratch.allocate(saved.length - SAVED_HEADER);
            MemorySegment.copy(saved, SAVED_HEADER, state, JAVA_BYTE, 0, saved.length - SAVED_HEADER);
            if (ContextApi.stateSet(context, state, sequence) == 0) {
                ContextApi.remove(memory, sequence, 0);
                return false;
            }
        }
        lengths.set(sequence, length);
        return true;
    }

    @Override
    public void threads(int decode, int prefill) {
        requireOwner();
        Options.require("decode threads", decode, 1, options.maxThreads());
        Options.require("prefill threads", prefill, 1, options.maxThreads());
        decodeThreads = decode;
        prefillThreads = prefill;
    }

    /** The library's own split is by tokens in the batch, ours by kind of step, so both of its counts are set. */
    private void useThreads(int count) {
        if (setThreads != count) {
            ContextApi.threads(context, count, count);
            setThreads = count;
        }
    }

    @Override
    public void abort(boolean abort) {
        FLAG.setVolatile(abortFlag, 0L, (byte) (abort ? '1' : 0));
    }

    private void requireOwner() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("only " + owner.getName() + " may use this backend");
        }
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        requireOwner();
        closed = true;
        ContextApi.free(context);
        threads.close();
        arena.close();
        model.leave();
    }
}
