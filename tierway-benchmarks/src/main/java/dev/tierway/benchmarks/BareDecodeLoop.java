package dev.tierway.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tierway.engine.catalogue.NativeBundle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The least that can be done to run a model: fill a batch, {@code llama_decode}, take the best token. It has its own
 * binding, without checks, scheduling or streams, so that the engine can be compared with it on the same natives, in the
 * same process. {@link BareDecodeBenchmark} runs it by itself. Confined to one thread.
 *
 * <p>{@code LlamaLibrary.open} must have loaded the natives before, and picked their CPU backend.
 */
public final class BareDecodeLoop implements AutoCloseable {
    private static final int MOST_ROWS = 512;
    private static final int MOST_STREAMS = 64;

    /** {@code llama_model_params} and {@code llama_context_params} are passed on as they come, so words will do. */
    private static final StructLayout MODEL_PARAMS = words(10);

    private static final StructLayout CONTEXT_PARAMS = words(20);
    private static final StructLayout BATCH = words(7);
    private static final long N_CTX = 0;
    private static final long N_BATCH = 4;
    private static final long N_UBATCH = 8;
    private static final long N_SEQ_MAX = 12;
    private static final long N_OUTPUTS_MAX = 20;
    private static final long N_THREADS = 28;
    private static final long N_THREADS_BATCH = 32;
    private static final long KV_UNIFIED = 133;
    private static final long POOL_PARAMS_BYTES = 528;
    private static final long POOL_POLL = 520;

    private final Arena arena = Arena.ofConfined();
    private final BareFunctions llama;
    private final MemorySegment model;
    private final MemorySegment context;
    private final MemorySegment memory;
    private final MemorySegment tokens = arena.allocate(JAVA_INT, MOST_ROWS);
    private final MemorySegment positions = arena.allocate(JAVA_INT, MOST_ROWS);
    private final MemorySegment sequences = arena.allocate(JAVA_INT, MOST_ROWS);
    private final MemorySegment outputs = arena.allocate(JAVA_BYTE, MOST_ROWS);
    private final MemorySegment batch = arena.allocate(BATCH);
    private final int vocabularySize;
    private final int[] last = new int[MOST_STREAMS];
    private int position;

    /** Loads {@code modelFile} once more, with the libraries of {@code natives}, which must be loaded already. */
    public BareDecodeLoop(NativeBundle natives, Path modelFile, int cells, int threads) {
        llama = new BareFunctions(lookup(natives), BATCH);
        model = llama.create(
                "llama_model_load_from_file",
                arena.allocateFrom(modelFile.toString()),
                llama.struct("llama_model_default_params", MODEL_PARAMS, arena),
                MODEL_PARAMS);
        if (model.equals(MemorySegment.NULL)) {
            throw new IllegalArgumentException("cannot load " + modelFile);
        }
        context = llama.create("llama_init_from_model", model, contextParams(cells, threads), CONTEXT_PARAMS);
        if (context.equals(MemorySegment.NULL)) {
            throw new IllegalArgumentException("cannot create a context of " + cells + " cells");
        }
        llama.attachPool(arena, context, threads, POOL_PARAMS_BYTES, POOL_POLL);
        memory = llama.address("llama_get_memory", context);
        vocabularySize = llama.integer("llama_vocab_n_tokens", llama.address("llama_model_get_vocab", model));
        pointBatch();
    }

    private static SymbolLookup lookup(NativeBundle natives) {
        SymbolLookup lookup = name -> Optional.empty();
        for (Path library : natives.loadOrder()) {
            lookup = SymbolLookup.libraryLookup(library, Arena.global()).or(lookup);
        }
        return lookup;
    }

    private MemorySegment contextParams(int cells, int threads) {
        MemorySegment params = llama.struct("llama_context_default_params", CONTEXT_PARAMS, arena);
        params.set(JAVA_INT, N_CTX, cells);
        params.set(JAVA_INT, N_BATCH, MOST_ROWS);
        params.set(JAVA_INT, N_UBATCH, MOST_ROWS);
        params.set(JAVA_INT, N_SEQ_MAX, MOST_STREAMS);
        params.set(JAVA_INT, N_OUTPUTS_MAX, MOST_STREAMS);
        params.set(JAVA_INT, N_THREADS, threads);
        params.set(JAVA_INT, N_THREADS_BATCH, threads);
        params.set(JAVA_BYTE, KV_UNIFIED, (byte) 1);
        return params;
    }

    private void pointBatch() {
        MemorySegment counts = arena.allocate(JAVA_INT, MOST_ROWS);
        MemorySegment lists = arena.allocate(ADDRESS, MOST_ROWS);
        for (int row = 0; row < MOST_ROWS; row++) {
            counts.setAtIndex(JAVA_INT, row, 1);
            lists.setAtIndex(ADDRESS, row, sequences.asSlice(4L * row, 4));
        }
        MemorySegment[] fields = {tokens, MemorySegment.NULL, positions, counts, lists, outputs};
        for (int field = 0; field < fields.length; field++) {
            batch.setAtIndex(ADDRESS, field + 1L, fields[field]);
        }
    }

    /** Empties the cache. */
    public void clear() {
        llama.clear(memory);
        position = 0;
    }

    /** Runs {@code prompt} as {@code sequence}, which is empty, in steps of {@code chunk} tokens. */
    public void prefill(int sequence, int[] prompt, int chunk) {
        for (int from = 0; from < prompt.length; from += chunk) {
            int end = Math.min(prompt.length, from + chunk);
            for (int at = from; at < end; at++) {
                row(at - from, prompt[at], at, sequence, at == prompt.length - 1);
            }
            run(end - from);
        }
        position = prompt.length;
        last[sequence] = best(0);
    }

    /** Gives the sequences up to {@code streams - 1} the prompt of sequence 0. */
    public void fork(int streams) {
        for (int stream = 1; stream < streams; stream++) {
            llama.share(memory, stream);
            last[stream] = last[0];
        }
    }

    /** One greedy token for each of the first {@code streams} sequences, {@code steps} times. */
    public void decode(int streams, int steps) {
        for (int step = 0; step < steps; step++) {
            for (int stream = 0; stream < streams; stream++) {
                row(stream, last[stream], position, stream, true);
            }
            run(streams);
            position++;
            for (int stream = 0; stream < streams; stream++) {
                last[stream] = best(stream);
            }
        }
    }

    private void row(int row, int token, int at, int sequence, boolean output) {
        tokens.setAtIndex(JAVA_INT, row, token);
        positions.setAtIndex(JAVA_INT, row, at);
        sequences.setAtIndex(JAVA_INT, row, sequence);
        outputs.set(JAVA_BYTE, row, (byte) (output ? 1 : 0));
    }

    private void run(int rows) {
        batch.set(JAVA_INT, 0, rows);
        int status = llama.decode(context, batch);
        if (status != 0) {
            throw new IllegalStateException("llama_decode gave " + status);
        }
    }

    private int best(int row) {
        MemorySegment logits = llama.logits(context)
                .reinterpret((row + 1L) * vocabularySize * Float.BYTES)
                .asSlice((long) row * vocabularySize * Float.BYTES);
        int best = 0;
        float most = logits.get(JAVA_FLOAT, 0);
        for (int token = 1; token < vocabularySize; token++) {
            float logit = logits.getAtIndex(JAVA_FLOAT, token);
            if (logit > most) {
                most = logit;
                best = token;
            }
        }
        return best;
    }

    /** Frees the model and the context; the thread pool stays to the end of the process. */
    @Override
    public void close() {
        llama.free("llama_free", context);
        llama.free("llama_model_free", model);
        arena.close();
    }

    private static StructLayout words(int count) {
        return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(count, JAVA_LONG));
    }
}
