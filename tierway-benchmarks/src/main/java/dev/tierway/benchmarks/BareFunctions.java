package dev.tierway.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** The natives that {@link BareDecodeLoop} calls, unchecked. */
final class BareFunctions {
    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup lookup;
    private final MethodHandle decode;
    private final MethodHandle logits;

    BareFunctions(SymbolLookup lookup, MemoryLayout batch) {
        this.lookup = lookup;
        this.decode = bind("llama_decode", FunctionDescriptor.of(JAVA_INT, ADDRESS, batch));
        this.logits = bind("llama_get_logits", FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    int decode(MemorySegment context, MemorySegment batch) {
        try {
            return (int) decode.invokeExact(context, batch);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    MemorySegment logits(MemorySegment context) {
        try {
            return (MemorySegment) logits.invokeExact(context);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A struct that {@code function} gives by value. */
    MemorySegment struct(String function, MemoryLayout layout, SegmentAllocator allocator) {
        try {
            return (MemorySegment) bind(function, FunctionDescriptor.of(layout)).invokeExact(allocator);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@code function} makes of an object and a struct by value. */
    MemorySegment create(String function, MemorySegment object, MemorySegment struct, MemoryLayout layout) {
        try {
            return (MemorySegment) bind(function, FunctionDescriptor.of(ADDRESS, ADDRESS, layout))
                    .invokeExact(object, struct);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    MemorySegment address(String function, MemorySegment object) {
        try {
            return (MemorySegment)
                    bind(function, FunctionDescriptor.of(ADDRESS, ADDRESS)).invokeExact(object);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    int integer(String function, MemorySegment object) {
        try {
            return (int)
                    bind(function, FunctionDescriptor.of(JAVA_INT, ADDRESS)).invokeExact(object);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void free(String function, MemorySegment object) {
        try {
            bind(function, FunctionDescriptor.ofVoid(ADDRESS)).invokeExact(object);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void clear(MemorySegment memory) {
        try {
            bind("llama_memory_clear", FunctionDescriptor.ofVoid(ADDRESS, JAVA_BOOLEAN))
                    .invokeExact(memory, false);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shares all of sequence 0 with {@code sequence}. */
    void share(MemorySegment memory, int sequence) {
        try {
            bind("llama_memory_seq_cp", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT))
                    .invokeExact(memory, 0, sequence, -1, -1);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pool of {@code threads} that sleep between steps, as the engine uses it. */
    void attachPool(Arena arena, MemorySegment context, int threads, long paramsBytes, long pollOffset) {
        try {
            MemorySegment params = arena.allocate(paramsBytes, 8);
            bind("ggml_threadpool_params_init", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT))
                    .invokeExact(params, threads);
            params.set(JAVA_INT, pollOffset, 0);
            MethodHandle registry = bind("ggml_backend_reg_by_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
            MethodHandle function =
                    bind("ggml_backend_reg_get_proc_address", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
            MemorySegment cpu = (MemorySegment) registry.invokeExact(arena.allocateFrom("CPU"));
            MemorySegment create = (MemorySegment) function.invokeExact(cpu, arena.allocateFrom("ggml_threadpool_new"));
            MemorySegment pool = (MemorySegment) linker.downcallHandle(create, FunctionDescriptor.of(ADDRESS, ADDRESS))
                    .invokeExact(params);
            bind("llama_attach_threadpool", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS))
                    .invokeExact(context, pool, pool);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return linker.downcallHandle(lookup.findOrThrow(name), descriptor);
    }
}
