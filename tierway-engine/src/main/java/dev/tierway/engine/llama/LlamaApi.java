package dev.tierway.engine.llama;

import static dev.tierway.engine.llama.NativeSymbols.bind;
import static dev.tierway.engine.llama.NativeSymbols.unexpected;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;

/** llama.h functions about the library as a whole. Thin: no checks, no ownership. */
final class LlamaApi {
    private static final MethodHandle VERSION = bind("llama_version", FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle BACKEND_INIT = bind("llama_backend_init", FunctionDescriptor.ofVoid());
    private static final MethodHandle LOAD_BACKENDS =
            bind("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle MODEL_DEFAULT_PARAMS =
            bind("llama_model_default_params", FunctionDescriptor.of(LlamaLayouts.MODEL_PARAMS));
    private static final MethodHandle CONTEXT_DEFAULT_PARAMS =
            bind("llama_context_default_params", FunctionDescriptor.of(LlamaLayouts.CONTEXT_PARAMS));
    private static final MethodHandle LOG_SET = bind("llama_log_set", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    private static final MethodHandle REGISTRY_BY_NAME =
            bind("ggml_backend_reg_by_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle REGISTRY_FUNCTION =
            bind("ggml_backend_reg_get_proc_address", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle THREADPOOL_PARAMS_INIT =
            bind("ggml_threadpool_params_init", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));

    private LlamaApi() {}

    static String version() {
        try {
            return NativeText.read((MemorySegment) VERSION.invokeExact());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void initialise() {
        try {
            BACKEND_INIT.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Loads the CPU variant that fits this machine, and what else lies in {@code directory}. */
    static void loadBackends(String directory) {
        try (Arena arena = Arena.ofConfined()) {
            LOAD_BACKENDS.invokeExact(arena.allocateFrom(directory));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static MemorySegment modelDefaultParams(SegmentAllocator allocator) {
        try {
            return (MemorySegment) MODEL_DEFAULT_PARAMS.invokeExact(allocator);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static MemorySegment contextDefaultParams(SegmentAllocator allocator) {
        try {
            return (MemorySegment) CONTEXT_DEFAULT_PARAMS.invokeExact(allocator);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void logSet(MemorySegment callback) {
        try {
            LOG_SET.invokeExact(callback, MemorySegment.NULL);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A function that the CPU backend exports through the registry; NULL when there is no such backend or function. */
    static MemorySegment cpuFunction(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment registry = (MemorySegment) REGISTRY_BY_NAME.invokeExact(arena.allocateFrom("CPU"));
            return registry.equals(MemorySegment.NULL)
                    ? MemorySegment.NULL
                    : (MemorySegment) REGISTRY_FUNCTION.invokeExact(registry, arena.allocateFrom(name));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void threadpoolParamsInit(MemorySegment params, int threads) {
        try {
            THREADPOOL_PARAMS_INIT.invokeExact(params, threads);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
