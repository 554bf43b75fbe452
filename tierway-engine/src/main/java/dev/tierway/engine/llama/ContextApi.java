package dev.tierway.engine.llama;

import static dev.tierway.engine.llama.NativeSymbols.bind;
import static dev.tierway.engine.llama.NativeSymbols.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** llama.h functions about a context and its memory; only its owner thread may call them. Thin: no checks. */
final class ContextApi {
    private static final MethodHandle CREATE =
            bind("llama_init_from_model", FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaLayouts.CONTEXT_PARAMS));
    private static final MethodHandle FREE = bind("llama_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle CELLS = bind("llama_n_ctx", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle MEMORY = bind("llama_get_memory", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle DECODE =
            bind("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, LlamaLayouts.BATCH));
    private static final MethodHandle LOGITS = bind("llama_get_logits", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle THREADS =
            bind("llama_set_n_threads", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ATTACH_THREADPOOL =
            bind("llama_attach_threadpool", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle REMOVE =
            bind("llama_memory_seq_rm", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle COPY =
            bind("llama_memory_seq_cp", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle STATE_SIZE =
            bind("llama_state_seq_get_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT));
    private static final MethodHandle STATE_GET =
            bind("llama_state_seq_get_data", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle STATE_SET =
            bind("llama_state_seq_set_data", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));

    private ContextApi() {}

    /** NULL when it cannot be created; the reason is in the log. */
    static MemorySegment create(MemorySegment model, MemorySegment params) {
        try {
            return (MemorySegment) CREATE.invokeExact(model, params);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void free(MemorySegment context) {
        try {
            FREE.invokeExact(context);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int cells(MemorySegment context) {
        try {
            return (int) CELLS.invokeExact(context);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static MemorySegment memory(MemorySegment context) {
        try {
            return (MemorySegment) MEMORY.invokeExact(context);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** 0 done, 1 no cells, 2 aborted, negative: refused or failed. */
    static int decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) DECODE.invokeExact(context, batch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Output rows of the last step one after another, in batch order. */
    static MemorySegment logits(MemorySegment context) {
        try {
            return (MemorySegment) LOGITS.invokeExact(context);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void threads(MemorySegment context, int single, int batch) {
        try {
            THREADS.invokeExact(context, single, batch);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void attachThreadpool(MemorySegment context, MemorySegment pool) {
        try {
            ATTACH_THREADPOOL.invokeExact(context, pool, pool);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Removes positions {@code from} and up. */
    static boolean remove(MemorySegment memory, int sequence, int from) {
        try {
            return (boolean) REMOVE.invokeExact(memory, sequence, from, -1);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Adds positions 0 to {@code length - 1} of {@code from} to {@code to}. */
    static void copy(MemorySegment memory, int from, int to, int length) {
        try {
            COPY.invokeExact(memory, from, to, 0, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long stateSize(MemorySegment context, int sequence) {
        try {
            return (long) STATE_SIZE.invokeExact(context, sequence);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long stateGet(MemorySegment context, MemorySegment buffer, int sequence) {
        try {
            return (long) STATE_GET.invokeExact(context, buffer, buffer.byteSize(), sequence);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** 0 when the state could not be loaded. */
    static long stateSet(MemorySegment context, MemorySegment buffer, int sequence) {
        try {
            return (long) STATE_SET.invokeExact(context, buffer, buffer.byteSize(), sequence);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
