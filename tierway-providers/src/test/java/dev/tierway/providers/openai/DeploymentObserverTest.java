package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.providers.spi.ProviderCapacity;
import dev.tierway.providers.spi.ProviderListener;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.FakeTicker;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeploymentObserverTest {
    private static final HealthPolicy POLICY =
            new HealthPolicy(3, 0.5, 20, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(40));

    private final FakeTicker ticker = new FakeTicker();
    private final Map<String, Script> pages = new ConcurrentHashMap<>();
    private final FakeUpstream upstream = FakeUpstream.start(this::page);
    private final List<String> heard = new ArrayList<>();
    private final ProviderListener listener = new ProviderListener() {
        @Override
        public void load(int running, int waiting, double kvUsage) {
            heard.add("load " + running + " " + waiting + " " + kvUsage);
        }

        @Override
        public void available(boolean available) {
            heard.add(available ? "back" : "ejected");
        }

        @Override
        public void capacity(ProviderCapacity capacity) {
            heard.add("slots " + capacity.slots() + " kv " + capacity.kvTokens() + " context "
                    + capacity.contextTokens());
        }
    };

    private Script page(RecordedRequest request) {
        return pages.getOrDefault(request.path(), Script.json(404, "{}"));
    }

    private DeploymentObserver observer(Engine engine) {
        DeploymentObserver observer = new DeploymentObserver(
                OpenAiProviderConfig.builder("d", engine, upstream.baseUrl(), "org/m")
                        .concurrency(64)
                        .health(POLICY)
                        .build(),
                new Reaper(ticker));
        observer.hear(listener);
        return observer;
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void vllm_is_read_in_full() {
        pages.put("/v1/models", Script.json(200, "{\"data\":[{\"id\":\"org/m\",\"max_model_len\":8192}]}"));
        pages.put("/metrics", Script.json(200, """
                vllm:num_requests_running 2
                vllm:num_requests_waiting 1
                vllm:kv_cache_usage_perc 0.5
                vllm:cache_config_info{block_size="16",num_gpu_blocks="100"} 1
                """));
        try (DeploymentObserver observer = observer(Engine.VLLM)) {
            observer.look();
            observer.look();
            assertThat(heard)
                    .containsExactly(
                            "slots 64 kv 9223372036854775807 context 8192",
                            "slots 64 kv 1600 context 8192",
                            "load 2 1 0.5",
                            "load 2 1 0.5");
            assertThat(observer.capacity().kvTokens()).isEqualTo(1600);
        }
    }

    @Test
    void llama_cpp_tells_its_slots_and_context() {
        pages.put("/props", Script.json(200, "{\"total_slots\":4,\"default_generation_settings\":{\"n_ctx\":2048}}"));
        pages.put("/health", Script.json(200, "{}"));
        try (DeploymentObserver observer = observer(Engine.LLAMA_CPP)) {
            observer.look();
            assertThat(heard).containsExactly("slots 4 kv 9223372036854775807 context 2048");
        }
    }

    @Test
    void sglang_tells_its_pool() {
        pages.put("/get_server_info", Script.json(200, "{\"max_running_requests\":32,\"max_total_num_tokens\":5000}"));
        try (DeploymentObserver observer = observer(Engine.SGLANG)) {
            observer.look();
            assertThat(heard).containsExactly("slots 32 kv 5000 context 2147483647");
        }
    }

    @Test
    void more_slots_than_configured_are_not_taken() {
        pages.put("/props", Script.json(200, "{\"total_slots\":400}"));
        try (DeploymentObserver observer = observer(Engine.LLAMA_CPP)) {
            observer.look();
            assertThat(observer.capacity().slots()).isEqualTo(64);
        }
    }

    @Test
    void an_engine_without_metrics_is_asked_for_its_health_now_and_then() {
        pages.put("/api/version", Script.json(200, "{}"));
        try (DeploymentObserver observer = observer(Engine.OLLAMA)) {
            for (int i = 0; i < 10; i++) {
                observer.look();
            }
            assertThat(upstream.requests()).hasSize(2);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void openai_is_not_asked_while_it_is_well() {
        try (DeploymentObserver observer = observer(Engine.OPENAI)) {
            for (int i = 0; i < 10; i++) {
                observer.look();
            }
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void a_deployment_that_fails_its_calls_is_ejected_and_comes_back_after_a_probe() {
        pages.put("/metrics", Script.json(200, "vllm:num_requests_running 0\n"));
        try (DeploymentObserver observer = observer(Engine.VLLM)) {
            observer.look();
            heard.clear();
            for (int i = 0; i < 3; i++) {
                observer.failed();
            }
            assertThat(heard).containsExactly("ejected");
            observer.look();
            ticker.advance(POLICY.firstEjection());
            observer.look();
            ticker.advance(POLICY.firstEjection());
            observer.look();
            assertThat(heard).containsExactly("ejected");
            pages.put("/health", Script.json(200, "{}"));
            ticker.advance(POLICY.firstEjection());
            observer.look();
            assertThat(heard).containsExactly("ejected", "back");
            observer.look();
            assertThat(heard).containsExactly("ejected", "back", "load 0 0 NaN");
        }
    }

    @Test
    void a_deployment_that_is_gone_is_ejected_without_any_call() {
        try (DeploymentObserver observer = observer(Engine.VLLM)) {
            upstream.close();
            for (int i = 0; i < 3; i++) {
                observer.look();
            }
            assertThat(heard).containsExactly("ejected");
        }
    }

    @Test
    void missing_metrics_are_not_a_fault() {
        pages.put("/health", Script.json(200, "{}"));
        try (DeploymentObserver observer = observer(Engine.VLLM)) {
            for (int i = 0; i < 10; i++) {
                observer.look();
            }
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void observing_runs_by_itself_until_closed() throws InterruptedException {
        CountDownLatch reported = new CountDownLatch(1);
        pages.put("/metrics", Script.json(200, "vllm:num_requests_running 0\n"));
        DeploymentObserver observer = observer(Engine.VLLM);
        observer.start(new ProviderListener() {
            @Override
            public void load(int running, int waiting, double kvUsage) {
                reported.countDown();
            }

            @Override
            public void available(boolean available) {}

            @Override
            public void capacity(ProviderCapacity capacity) {}
        });
        assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();
        observer.close();
        assertThat(observer.join(Duration.ofSeconds(10))).isTrue();
    }
}
