package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.Slice;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MetricsParserTest {
    private static LoadReport parse(Engine engine, String page) {
        return MetricsParser.parse(
                Objects.requireNonNull(EngineProfiles.of(engine).metrics()), Slice.utf8(page));
    }

    @Test
    void vllm_tells_load_and_the_size_of_its_cache() {
        LoadReport report = parse(Engine.VLLM, """
                # HELP vllm:num_requests_running Number of requests in model execution batches.
                # TYPE vllm:num_requests_running gauge
                vllm:num_requests_running{engine="0",model_name="org/m"} 12.0
                vllm:num_requests_running{engine="1",model_name="org/m"} 3.0
                vllm:num_requests_running_total{engine="1"} 99.0
                vllm:num_requests_waiting{engine="0",model_name="a } b\\" {"} 5.0
                vllm:kv_cache_usage_perc{engine="0"} 0.25
                vllm:kv_cache_usage_perc{engine="1"} 0.75
                vllm:cache_config_info{block_size="16",cache_dtype="auto",cpu_num_gpu_blocks="7",num_gpu_blocks="1000"} 1.0
                vllm:prompt_tokens_total{engine="0"} 1e+09
                """);
        assertThat(report).isEqualTo(new LoadReport(true, 15, 5, 0.75, 16_000));
    }

    @Test
    void names_of_older_versions_are_known() {
        assertThat(parse(Engine.VLLM, "vllm:num_requests_running 1\nvllm:gpu_cache_usage_perc 0.5\n")
                        .kvUsage())
                .isEqualTo(0.5);
        assertThat(parse(Engine.LLAMA_CPP, "llamacpp:requests_processing 2\nllamacpp:requests_deferred 1\n"))
                .isEqualTo(new LoadReport(true, 2, 1, Double.NaN, 0));
    }

    @Test
    void sglang_tells_pages() {
        LoadReport report = parse(Engine.SGLANG, """
                sglang:num_running_reqs{model_name="m",tp_rank="0"} 4.0
                sglang:num_queue_reqs{model_name="m"} 0.0
                sglang:token_usage{model_name="m"} 0.1
                sglang:cache_config_info{page_size="64",num_pages="10"} 1.0""");
        assertThat(report).isEqualTo(new LoadReport(true, 4, 0, 0.1, 640));
    }

    @Test
    void timestamps_line_ends_of_windows_and_unreadable_values_do_no_harm() {
        assertThat(parse(Engine.VLLM, "vllm:num_requests_running 3 1700000000000\r\nvllm:num_requests_waiting NaN\r\n"))
                .isEqualTo(new LoadReport(true, 3, 0, Double.NaN, 0));
        assertThat(parse(Engine.VLLM, "vllm:num_requests_running x\nvllm:num_requests_running{"))
                .isEqualTo(new LoadReport(true, 0, 0, Double.NaN, 0));
    }

    @Test
    void a_page_of_something_else_is_not_taken_for_an_idle_engine() {
        assertThat(parse(Engine.VLLM, "<html>not found</html>").found()).isFalse();
        assertThat(parse(Engine.VLLM, "").found()).isFalse();
    }
}
