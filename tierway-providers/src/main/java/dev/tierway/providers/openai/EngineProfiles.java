package dev.tierway.providers.openai;

import dev.tierway.providers.openai.EngineProfile.CapacitySource;
import dev.tierway.providers.openai.PriorityHint.Place;
import java.util.List;
import java.util.Set;

/** What is particular about each engine; docs/backends.md says what to set on its side. */
final class EngineProfiles {
    private static final EngineProfile VLLM = new EngineProfile(
            new PriorityHint(Place.BODY, "priority", 0, 10, 20, 30, 40),
            "cache_salt",
            Set.of("priority", "cache_salt", "nvext", "request_id", "kv_transfer_params", "data_parallel_rank"),
            false,
            64,
            new MetricsDialect(
                    "/metrics",
                    List.of("vllm:num_requests_running"),
                    List.of("vllm:num_requests_waiting"),
                    List.of("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
                    new MetricsDialect.Blocks("vllm:cache_config_info", "block_size", "num_gpu_blocks")),
            "/health",
            true,
            CapacitySource.MODELS);

    private static final EngineProfile SGLANG = new EngineProfile(
            new PriorityHint(Place.BODY, "priority", 80, 60, 40, 20, 0),
            "cache_salt",
            Set.of(
                    "priority",
                    "cache_salt",
                    "nvext",
                    "extra_key",
                    "rid",
                    "session_id",
                    "session_params",
                    "data_parallel_rank",
                    "routed_dp_rank",
                    "disagg_prefill_dp_rank",
                    "bootstrap_host",
                    "bootstrap_port",
                    "bootstrap_room",
                    "custom_labels"),
            false,
            64,
            new MetricsDialect(
                    "/metrics",
                    List.of("sglang:num_running_reqs"),
                    List.of("sglang:num_queue_reqs"),
                    List.of("sglang:token_usage"),
                    new MetricsDialect.Blocks("sglang:cache_config_info", "page_size", "num_pages")),
            "/health",
            true,
            CapacitySource.SERVER_INFO);

    private static final EngineProfile LLAMA_CPP = new EngineProfile(
            null,
            null,
            Set.of("priority", "cache_salt", "nvext", "id_slot"),
            false,
            4,
            new MetricsDialect(
                    "/metrics",
                    List.of("llamacpp:requests_processing"),
                    List.of("llamacpp:requests_deferred"),
                    List.of("llamacpp:kv_cache_usage_ratio"),
                    null),
            "/health",
            true,
            CapacitySource.PROPS);

    private static final EngineProfile OLLAMA = new EngineProfile(
            null,
            null,
            Set.of("priority", "cache_salt", "nvext", "keep_alive"),
            false,
            1,
            null,
            "/api/version",
            true,
            CapacitySource.NONE);

    private static final EngineProfile TENSORRT_LLM = new EngineProfile(
            null,
            null,
            Set.of("priority", "cache_salt", "nvext", "disaggregated_params"),
            false,
            32,
            new MetricsDialect(
                    "/prometheus/metrics",
                    List.of("trtllm_num_requests_running"),
                    List.of("trtllm_num_requests_waiting"),
                    List.of("trtllm_kv_cache_utilization"),
                    null),
            "/health",
            true,
            CapacitySource.NONE);

    private static final EngineProfile DYNAMO = new EngineProfile(
            new PriorityHint(Place.HEADER, "x-dynamo-request-priority", 80, 60, 40, 20, 0),
            null,
            Set.of("priority", "cache_salt", "nvext"),
            false,
            64,
            null,
            "/health",
            true,
            CapacitySource.NONE);

    private static final EngineProfile OPENAI = new EngineProfile(
            null,
            null,
            Set.of("priority", "cache_salt", "nvext"),
            true,
            256,
            null,
            "/v1/models",
            false,
            CapacitySource.NONE);

    private static final EngineProfile OTHER = new EngineProfile(
            null,
            null,
            Set.of("priority", "cache_salt", "nvext"),
            false,
            16,
            null,
            "/v1/models",
            true,
            CapacitySource.MODELS);

    private EngineProfiles() {}

    static EngineProfile of(Engine engine) {
        return switch (engine) {
            case VLLM -> VLLM;
            case SGLANG -> SGLANG;
            case LLAMA_CPP -> LLAMA_CPP;
            case OLLAMA -> OLLAMA;
            case TENSORRT_LLM -> TENSORRT_LLM;
            case DYNAMO -> DYNAMO;
            case OPENAI -> OPENAI;
            case OTHER -> OTHER;
        };
    }
}
