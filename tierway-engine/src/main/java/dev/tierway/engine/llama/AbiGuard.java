package dev.tierway.engine.llama;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides at start whether the loaded library has the structs that {@link LlamaLayouts} declares: its version must be
 * known, and the defaults it hands out must stand where they are expected. A wrong layout would corrupt memory.
 */
final class AbiGuard {
    /** What {@code llama_version()} says in the releases v0.4.0 and v0.5.0, with and without their suffix. */
    static final Set<String> VERSIONS = Set.of("0.4.0", "0.4.0-dev", "0.5.0", "0.5.0-dev");

    /** Room behind a returned struct, so that one grown by a later release does not write over other memory. */
    private static final long SPARE_BYTES = 4096;

    static final List<Default> MODEL_DEFAULTS = List.of(
            integer("n_gpu_layers", -1),
            integer("split_mode", 1),
            integer("load_mode", -1),
            integer("lazy_mode", 1),
            integer("main_gpu", 0),
            flag("vocab_only", false),
            flag("use_extra_bufts", true),
            flag("load_mtp", false));

    static final List<Default> CONTEXT_DEFAULTS = List.of(
            integer("n_ctx", 512),
            integer("n_batch", 2048),
            integer("n_ubatch", 512),
            integer("n_seq_max", 1),
            integer("n_threads", 4),
            integer("n_threads_batch", 4),
            integer("flash_attn_type", -1),
            integer("yarn_orig_ctx", 0),
            integer("type_k", 1),
            integer("type_v", 1),
            flag("embeddings", false),
            flag("offload_kqv", true),
            flag("no_perf", true),
            flag("op_offload", true),
            flag("swa_full", true),
            flag("kv_unified", false));

    private AbiGuard() {}

    /** A struct field and the value the library gives it; flags are 0 and 1. */
    record Default(String field, int value, boolean flag) {
        int read(StructLayout layout, MemorySegment struct) {
            long offset = LlamaLayouts.offset(layout, field);
            return flag ? struct.get(ValueLayout.JAVA_BYTE, offset) : struct.get(ValueLayout.JAVA_INT, offset);
        }
    }

    private static Default integer(String field, int value) {
        return new Default(field, value, false);
    }

    private static Default flag(String field, boolean value) {
        return new Default(field, value ? 1 : 0, true);
    }

    /** Refuses a loaded library that does not fit, by a {@link FailureException}. */
    static void check() {
        requireVersion(LlamaApi.version());
        try (Arena arena = Arena.ofConfined()) {
            requireDefaults(LlamaLayouts.MODEL_PARAMS, LlamaApi.modelDefaultParams(roomy(arena)), MODEL_DEFAULTS);
            requireDefaults(LlamaLayouts.CONTEXT_PARAMS, LlamaApi.contextDefaultParams(roomy(arena)), CONTEXT_DEFAULTS);
        }
    }

    static void requireVersion(String version) {
        if (!VERSIONS.contains(version)) {
            throw refusal("they are llama.cpp " + version);
        }
    }

    static void requireDefaults(StructLayout layout, MemorySegment struct, List<Default> expected) {
        List<String> wrong = new ArrayList<>();
        for (Default known : expected) {
            int actual = known.read(layout, struct);
            if (actual != known.value()) {
                wrong.add(known.field() + " is " + actual + " instead of " + known.value());
            }
        }
        if (!wrong.isEmpty()) {
            throw refusal("their parameters are laid out differently (" + String.join(", ", wrong) + ")");
        }
    }

    private static SegmentAllocator roomy(Arena arena) {
        return SegmentAllocator.prefixAllocator(arena.allocate(SPARE_BYTES, 8));
    }

    private static FailureException refusal(String reason) {
        return Failure.of(
                        FailureKind.INTERNAL,
                        "natives_unusable",
                        "the natives do not fit this binding: " + reason + ". Point --llama-dir at a llama.cpp v0.4.0"
                                + " or v0.5.0 build, or leave it out to use the pinned natives")
                .toException();
    }
}
