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

/** llama.h functions about a model and its metadata. Thin: no checks, no ownership. */
final class ModelApi {
    private static final MethodHandle LOAD =
            bind("llama_model_load_from_file", FunctionDescriptor.of(ADDRESS, ADDRESS, LlamaLayouts.MODEL_PARAMS));
    private static final MethodHandle FREE = bind("llama_model_free", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle VOCABULARY =
            bind("llama_model_get_vocab", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle TRAINED_CONTEXT =
            bind("llama_model_n_ctx_train", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle WIDTH = bind("llama_model_n_embd", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LAYERS = bind("llama_model_n_layer", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle HEADS = bind("llama_model_n_head", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle KEY_VALUE_HEADS =
            bind("llama_model_n_head_kv", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle SIZE = bind("llama_model_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    private static final MethodHandle PARAMETERS =
            bind("llama_model_n_params", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    private static final MethodHandle HAS_ENCODER = flag("llama_model_has_encoder");
    private static final MethodHandle HAS_DECODER = flag("llama_model_has_decoder");
    private static final MethodHandle IS_RECURRENT = flag("llama_model_is_recurrent");
    private static final MethodHandle IS_HYBRID = flag("llama_model_is_hybrid");
    private static final MethodHandle IS_DIFFUSION = flag("llama_model_is_diffusion");
    private static final MethodHandle CHAT_TEMPLATE =
            bind("llama_model_chat_template", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle METADATA =
            bind("llama_model_meta_val_str", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

    private ModelApi() {}

    private static MethodHandle flag(String name) {
        return bind(name, FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS));
    }

    /** NULL when the file cannot be used; the reason is in the log. */
    static MemorySegment load(MemorySegment path, MemorySegment params) {
        try {
            return (MemorySegment) LOAD.invokeExact(path, params);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void free(MemorySegment model) {
        try {
            FREE.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static MemorySegment vocabulary(MemorySegment model) {
        try {
            return (MemorySegment) VOCABULARY.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int trainedContext(MemorySegment model) {
        try {
            return (int) TRAINED_CONTEXT.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int layers(MemorySegment model) {
        try {
            return (int) LAYERS.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int keyValueHeads(MemorySegment model) {
        try {
            return (int) KEY_VALUE_HEADS.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Length of a head's vectors where the metadata does not give it. */
    static int headWidth(MemorySegment model) {
        try {
            return (int) WIDTH.invokeExact(model) / Math.max(1, (int) HEADS.invokeExact(model));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long size(MemorySegment model) {
        try {
            return (long) SIZE.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long parameters(MemorySegment model) {
        try {
            return (long) PARAMETERS.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whether the model is a plain decoder with a KV cache that can be cut at any position. */
    static boolean isPlainDecoder(MemorySegment model) {
        try {
            return (boolean) HAS_DECODER.invokeExact(model)
                    && !(boolean) HAS_ENCODER.invokeExact(model)
                    && !(boolean) IS_RECURRENT.invokeExact(model)
                    && !(boolean) IS_HYBRID.invokeExact(model)
                    && !(boolean) IS_DIFFUSION.invokeExact(model);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static String chatTemplate(MemorySegment model) {
        try {
            return NativeText.read((MemorySegment) CHAT_TEMPLATE.invokeExact(model, MemorySegment.NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Bytes of the value written to {@code buffer}, as snprintf counts them; -1 when there is no such key. */
    static int metadata(MemorySegment model, MemorySegment key, MemorySegment buffer) {
        try {
            return (int) METADATA.invokeExact(model, key, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
