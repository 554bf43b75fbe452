package dev.tierway.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class AbiGuardTest {
    @Test
    void the_installed_natives_pass() {
        TinyLlama.library();

        assertThatCode(AbiGuard::check).doesNotThrowAnyException();
    }

    @Test
    void an_unknown_version_is_refused_with_the_way_out() {
        assertThatThrownBy(() -> AbiGuard.requireVersion("0.6.1"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("0.6.1")
                .hasMessageContaining("--llama-dir");
    }

    @Test
    void a_field_that_moved_is_refused_by_name() {
        TinyLlama.library();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = LlamaApi.contextDefaultParams(arena);
            MemorySegment shifted = arena.allocate(params.byteSize());
            MemorySegment.copy(params, 0, shifted, 4, params.byteSize() - 4);

            assertThatThrownBy(() ->
                            AbiGuard.requireDefaults(LlamaLayouts.CONTEXT_PARAMS, shifted, AbiGuard.CONTEXT_DEFAULTS))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("n_ctx is 0 instead of 512");
            params.set(ValueLayout.JAVA_BYTE, LlamaLayouts.offset(LlamaLayouts.CONTEXT_PARAMS, "kv_unified"), (byte) 1);
            assertThatThrownBy(() ->
                            AbiGuard.requireDefaults(LlamaLayouts.CONTEXT_PARAMS, params, AbiGuard.CONTEXT_DEFAULTS))
                    .hasMessageContaining("kv_unified is 1 instead of 0");
        }
    }

    @Test
    void the_structs_have_the_sizes_of_the_headers() {
        assertThat(LlamaLayouts.MODEL_PARAMS.byteSize()).isEqualTo(80);
        assertThat(LlamaLayouts.CONTEXT_PARAMS.byteSize()).isEqualTo(160);
        assertThat(LlamaLayouts.BATCH.byteSize()).isEqualTo(56);
        assertThat(LlamaLayouts.TOKEN_DATA.byteSize()).isEqualTo(12);
        assertThat(LlamaLayouts.TOKEN_DATA_ARRAY.byteSize()).isEqualTo(32);
        assertThat(LlamaLayouts.THREADPOOL_PARAMS.byteSize()).isEqualTo(528);
    }
}
