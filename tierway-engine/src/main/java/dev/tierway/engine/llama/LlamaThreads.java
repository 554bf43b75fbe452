package dev.tierway.engine.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The worker threads of one context. They sleep between steps instead of polling: measured, that costs nothing and
 * leaves the cores to the gateway.
 */
final class LlamaThreads implements AutoCloseable {
    private static final MethodHandle CREATE = Linker.nativeLinker()
            .downcallHandle(LlamaApi.cpuFunction("ggml_threadpool_new"), FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle FREE = Linker.nativeLinker()
            .downcallHandle(LlamaApi.cpuFunction("ggml_threadpool_free"), FunctionDescriptor.ofVoid(ADDRESS));

    private final MemorySegment pool;

    LlamaThreads(int most) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = arena.allocate(LlamaLayouts.THREADPOOL_PARAMS);
            LlamaApi.threadpoolParamsInit(params, most);
            params.set(JAVA_INT, LlamaLayouts.offset(LlamaLayouts.THREADPOOL_PARAMS, "poll"), 0);
            pool = (MemorySegment) CREATE.invokeExact(params);
        } catch (Throwable e) {
            throw NativeSymbols.unexpected(e);
        }
    }

    MemorySegment pool() {
        return pool;
    }

    @Override
    public void close() {
        try {
            FREE.invokeExact(pool);
        } catch (Throwable e) {
            throw NativeSymbols.unexpected(e);
        }
    }
}
