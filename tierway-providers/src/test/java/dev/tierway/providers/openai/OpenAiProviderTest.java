package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.FakeTicker;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OpenAiProviderTest {
    private static final String CHAT =
            "{\"model\":\"assistant\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String CHAT_STREAM =
            "{\"model\":\"assistant\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final FakeTicker ticker = new FakeTicker();
    private final Reaper reaper = new Reaper(ticker);
    private final WallClock clock = () -> NOW;

    private OpenAiProvider provider(Engine engine, FakeUpstream upstream) {
        return provider(OpenAiProviderConfig.builder("backend", engine, upstream.baseUrl(), "org/model-8b"));
    }

    private OpenAiProvider provider(OpenAiProviderConfig.Builder config) {
        return new OpenAiProvider(config.build(), reaper, clock);
    }

    private static InferenceRequest chat(String json) {
        return Requests.read(Operation.CHAT_COMPLETION, json);
    }

    private static String sent(OpenAiProvider provider, FakeUpstream upstream, String json, ServiceTier tier) {
        provider.call(Requests.call(chat(json), tier)).close();
        return upstream.lastRequest().bodyText();
    }

    private static List<String> drain(ProviderReply reply) {
        List<String> events = new ArrayList<>();
        ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
        for (Slice event = stream.next(); event != null; event = stream.next()) {
            events.add(event.toString());
        }
        return events;
    }

    private Failure failure(Script script, String json) {
        try (FakeUpstream upstream = FakeUpstream.always(script);
                OpenAiProvider provider = provider(Engine.OTHER, upstream)) {
            return catchThrowableOfType(FailureException.class, () -> {
                        try (ProviderReply reply = provider.call(Requests.call(chat(json), ServiceTier.STANDARD))) {
                            if (reply instanceof ProviderReply.Streaming) {
                                drain(reply);
                            }
                        }
                    })
                    .failure();
        }
    }

    @Test
    void the_model_becomes_the_deployments_and_the_rest_stays() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider = provider(Engine.OTHER, upstream)) {
            assertThat(sent(
                            provider,
                            upstream,
                            "{ \"model\":\"assistant\", \"unknown\" : [1, 2.50], \"messages\":[] }",
                            ServiceTier.FLEX))
                    .isEqualTo("{\"model\":\"org/model-8b\", \"unknown\" : [1, 2.50], \"messages\":[]}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VLLM, RESERVED, 0", "VLLM, PRIORITY, 10", "VLLM, STANDARD, 20", "VLLM, FLEX, 30", "VLLM, BATCH, 40",
        "SGLANG, RESERVED, 80", "SGLANG, PRIORITY, 60", "SGLANG, STANDARD, 40", "SGLANG, FLEX, 20", "SGLANG, BATCH, 0"
    })
    void native_priority_has_the_engines_sign(Engine engine, ServiceTier tier, int priority) {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider =
                        provider(OpenAiProviderConfig.builder("backend", engine, upstream.baseUrl(), "m")
                                .nativePriority(true))) {
            assertThat(Requests.JSON
                            .readTree(sent(provider, upstream, CHAT, tier))
                            .path("priority")
                            .asInt(-1))
                    .isEqualTo(priority);
        }
    }

    @Test
    void dynamo_is_told_urgency_in_a_header() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider =
                        provider(OpenAiProviderConfig.builder("backend", Engine.DYNAMO, upstream.baseUrl(), "m")
                                .nativePriority(true))) {
            assertThat(sent(provider, upstream, CHAT, ServiceTier.PRIORITY)).doesNotContain("priority");
            assertThat(upstream.lastRequest().header("x-dynamo-request-priority"))
                    .contains("60");
        }
    }

    @Test
    void no_priority_is_sent_unless_the_deployment_declares_it() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider = provider(Engine.VLLM, upstream)) {
            assertThat(sent(provider, upstream, CHAT, ServiceTier.RESERVED)).doesNotContain("priority");
        }
        assertThatThrownBy(
                        () -> OpenAiProviderConfig.builder("o", Engine.OLLAMA, URI.create("http://localhost/v1"), "m")
                                .nativePriority(true)
                                .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vllm, sglang, dynamo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VLLM", "SGLANG", "LLAMA_CPP", "OLLAMA", "TENSORRT_LLM", "DYNAMO", "OPENAI", "OTHER"})
    void callers_cannot_steer_the_engine(Engine engine) {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider = provider(engine, upstream)) {
            String body = sent(
                    provider,
                    upstream,
                    "{\"priority\":-99,\"model\":\"a\",\"cache_salt\":\"mine\",\"nvext\":{\"x\":1},"
                            + "\"service_tier\":\"priority\",\"messages\":[]}",
                    ServiceTier.BATCH);
            assertThat(body).doesNotContain("-99", "mine", "nvext", "\"service_tier\":\"priority\"");
        }
    }

    @Test
    void only_openai_is_told_the_tier_and_it_is_the_granted_one() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider openai = provider(Engine.OPENAI, upstream);
                OpenAiProvider vllm = provider(Engine.VLLM, upstream)) {
            String asked = "{\"model\":\"a\",\"service_tier\":\"auto\",\"messages\":[]}";
            assertThat(sent(openai, upstream, asked, ServiceTier.FLEX)).contains("\"service_tier\":\"flex\"");
            assertThat(sent(openai, upstream, asked, ServiceTier.STANDARD)).contains("\"service_tier\":\"default\"");
            assertThat(sent(vllm, upstream, asked, ServiceTier.FLEX)).doesNotContain("service_tier");
        }
    }

    @Test
    void the_cache_salt_separates_projects_and_tells_nothing() {
        byte[] secret = {1, 2, 3};
        CacheSalt salt = new CacheSalt(secret);
        assertThat(salt.json("project-a"))
                .hasToString(new CacheSalt(secret).json("project-a").toString());
        assertThat(salt.json("project-a").toString())
                .isNotEqualTo(salt.json("project-b").toString())
                .isNotEqualTo(new CacheSalt(new byte[] {9}).json("project-a").toString())
                .doesNotContain("project");
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider = provider(Engine.VLLM, upstream)) {
            assertThat(sent(provider, upstream, CHAT, ServiceTier.STANDARD))
                    .contains("\"cache_salt\":\"")
                    .doesNotContain("project-a");
        }
    }

    @Test
    void streams_always_ask_for_usage_and_keep_other_options() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.events(DELTA));
                OpenAiProvider provider = provider(Engine.OTHER, upstream)) {
            assertThat(sent(provider, upstream, CHAT_STREAM, ServiceTier.STANDARD))
                    .contains("\"stream_options\":{\"include_usage\":true}");
            String options = "{\"model\":\"a\",\"stream\":true,\"stream_options\":%s,\"messages\":[]}";
            assertThat(sent(provider, upstream, options.formatted("{\"include_obfuscation\":false}"), ServiceTier.FLEX))
                    .contains("\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":true}");
            assertThat(sent(provider, upstream, options.formatted("{\"include_usage\":false}"), ServiceTier.FLEX))
                    .contains("\"stream_options\":{\"include_usage\":true}");
            assertThat(sent(provider, upstream, options.formatted("null"), ServiceTier.FLEX))
                    .contains("\"stream_options\":{\"include_usage\":true}");
            assertThat(sent(provider, upstream, options.formatted("{ \"include_usage\" : true }"), ServiceTier.FLEX))
                    .contains("\"stream_options\":{ \"include_usage\" : true }");
        }
    }

    @Test
    void credentials_and_headers_go_with_each_request() {
        List<String> keys = new ArrayList<>(List.of("first", "second"));
        try (FakeUpstream upstream = FakeUpstream.always(Script.json(200, "{}"));
                OpenAiProvider provider =
                        provider(OpenAiProviderConfig.builder("backend", Engine.OTHER, upstream.baseUrl(), "m")
                                .apiKey(keys::removeFirst)
                                .headers(Map.of("X-Team", "search", "accept", "*/*")))) {
            sent(provider, upstream, CHAT, ServiceTier.STANDARD);
            assertThat(upstream.lastRequest().header("authorization")).contains("Bearer first");
            assertThat(upstream.lastRequest().header("x-team")).contains("search");
            assertThat(upstream.lastRequest().header("accept")).contains("*/*");
            assertThat(upstream.lastRequest().header("x-request-id")).contains("req-1");
            sent(provider, upstream, CHAT, ServiceTier.STANDARD);
            assertThat(upstream.lastRequest().header("authorization")).contains("Bearer second");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST", "413, TOO_LARGE", "422, INVALID_REQUEST", "401, UPSTREAM_FAILED",
        "403, UPSTREAM_FAILED", "408, UPSTREAM_TIMEOUT", "409, OVERLOADED", "429, RATE_LIMITED",
        "500, UPSTREAM_FAILED", "502, UPSTREAM_FAILED", "503, OVERLOADED", "504, UPSTREAM_TIMEOUT",
        "529, OVERLOADED", "302, UPSTREAM_FAILED"
    })
    void each_status_has_its_kind(int status, FailureKind kind) {
        Failure failure = failure(Script.json(status, "{\"error\":{\"message\":\"because\"}}"), CHAT);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isNotEmpty();
    }

    @Test
    void a_rejection_keeps_the_backends_words() {
        Failure failure = failure(
                Script.json(
                        400,
                        "{\"error\":{\"message\":\"Invalid 'max_tokens'\",\"type\":\"invalid_request_error\","
                                + "\"param\":\"max_tokens\",\"code\":\"integer_below_min_value\"}}"),
                CHAT);
        assertThat(failure)
                .isEqualTo(new Failure(
                        FailureKind.INVALID_REQUEST,
                        "integer_below_min_value",
                        "Invalid 'max_tokens'",
                        "max_tokens",
                        null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"object\":\"error\",\"message\":\"too long\",\"type\":\"BadRequestError\",\"code\":400}",
                "{\"error\":\"too long\"}",
                "{\"detail\":\"too long\"}",
                "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"too long\"}]}"
            })
    void every_shape_of_error_body_is_read(String body) {
        assertThat(failure(Script.json(400, body), CHAT).message()).isEqualTo("too long");
    }

    @Test
    void a_body_that_is_no_error_is_not_passed_on() {
        assertThat(failure(Script.json(400, "<html>secret</html>"), CHAT).message())
                .contains("400")
                .doesNotContain("secret");
    }

    @Test
    void our_credentials_are_not_the_callers_business() {
        Failure failure = failure(Script.json(401, "{\"error\":{\"message\":\"Incorrect API key: sk-ab\"}}"), CHAT);
        assertThat(failure.code()).isEqualTo("upstream_auth");
        assertThat(failure.message()).contains("backend", "api_key").doesNotContain("sk-ab");
    }

    @Test
    void a_model_the_backend_does_not_know_is_a_fault_of_the_deployment() {
        assertThat(failure(Script.json(404, "{\"error\":\"model 'x' not found, try pulling it first\"}"), CHAT)
                        .code())
                .isEqualTo("upstream_model_missing");
        assertThat(failure(Script.json(404, "{\"detail\":\"Not Found\"}"), CHAT).kind())
                .isEqualTo(FailureKind.UPSTREAM_FAILED);
        assertThat(failure(Script.json(404, "{\"error\":{\"message\":\"No such file: f-1\"}}"), CHAT)
                        .kind())
                .isEqualTo(FailureKind.NOT_FOUND);
    }

    @Test
    void retry_after_is_read_in_all_its_forms() {
        assertThat(failure(Script.json(429, "{}", "Retry-After: 7"), CHAT).retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(failure(Script.json(503, "{}", "Retry-After: Sat, 21 Nov 2026 12:00:09 GMT"), CHAT)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(9));
        assertThat(failure(Script.json(429, "{}", "Retry-After: 3", "Retry-After-Ms: 1500"), CHAT)
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(failure(
                                Script.json(
                                        429,
                                        "{}",
                                        "x-ratelimit-remaining-requests: 5",
                                        "x-ratelimit-reset-requests: 1h",
                                        "x-ratelimit-remaining-tokens: 0",
                                        "x-ratelimit-reset-tokens: 6m0.5s"),
                                CHAT)
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(360_500));
        assertThat(failure(Script.json(429, "{}", "Retry-After: soon"), CHAT).retryAfter())
                .isNull();
        assertThat(failure(Script.json(429, "{}", "Retry-After: 99999999999"), CHAT)
                        .retryAfter())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void spent_quota_cannot_be_waited_for() {
        Failure failure = failure(
                Script.json(429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"pay\"}}", "Retry-After: 1"),
                CHAT);
        assertThat(failure.code()).isEqualTo("upstream_quota_spent");
        assertThat(failure.retryAfter()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"engine died\",\"code\":500}}",
                "{\"error\": {\"message\":\"engine died\"}}"
            })
    void an_error_event_breaks_the_stream(String event) {
        Failure first = failure(Script.sse().event(event).done(), CHAT_STREAM);
        assertThat(first.kind()).isEqualTo(FailureKind.UPSTREAM_FAILED);
        assertThat(first.message()).contains("engine died");
        Failure later = failure(Script.sse().event(DELTA).event(event).done(), CHAT_STREAM);
        assertThat(later.kind().retryable()).isFalse();
        assertThat(later.code()).isEqualTo("upstream_stream_broken");
        assertThat(later.message()).contains("engine died");
    }

    @Test
    void a_named_error_event_breaks_the_stream() {
        Failure failure = failure(
                Script.sse()
                        .event(DELTA)
                        .chunk("event: error\ndata: {\"message\":\"gone\"}\n\n")
                        .end(),
                CHAT_STREAM);
        assertThat(failure.code()).isEqualTo("upstream_stream_broken");
        assertThat(failure.message()).contains("gone");
    }

    @Test
    void faults_before_the_first_event_may_be_tried_elsewhere() {
        List<Script> faults = List.of(
                Script.start().reset(),
                Script.start().close(),
                Script.start().send("HTTP/1.1 200 OK\r\nContent-Ty").reset(),
                Script.start().send("garbage\r\n\r\n").close(),
                Script.sse().reset(),
                Script.sse().send("data").close(),
                Script.sse().send("xyz\r\n").close(),
                Script.sse().end(),
                Script.json(200, "{}"));
        for (Script fault : faults) {
            assertThat(failure(fault, CHAT_STREAM).kind().retryable()).isTrue();
        }
    }

    @Test
    void faults_after_the_first_event_break_the_stream() {
        List<UnaryOperator<Script>> faults = List.of(
                Script::reset,
                Script::close,
                begun -> begun.send("data").close(),
                begun -> begun.send("xyz\r\n").close(),
                begun -> begun.chunk("data: {\"half").end(),
                begun -> begun.chunk("data: {\"half\":1}\n").end());
        for (UnaryOperator<Script> fault : faults) {
            CountDownLatch delivered = new CountDownLatch(1);
            Script script = fault.apply(Script.sse().event(DELTA).await(delivered));
            try (FakeUpstream upstream = FakeUpstream.always(script);
                    OpenAiProvider provider = provider(Engine.OTHER, upstream);
                    ProviderReply reply = provider.call(Requests.call(chat(CHAT_STREAM), ServiceTier.STANDARD))) {
                assertThat(((ProviderReply.Streaming) reply).next()).hasToString(DELTA);
                delivered.countDown();
                Failure failure = catchThrowableOfType(FailureException.class, () -> drain(reply))
                        .failure();
                assertThat(failure.kind().retryable()).isFalse();
                assertThat(failure.code()).isEqualTo("upstream_stream_broken");
            }
        }
    }

    @Test
    void a_whole_reply_that_is_not_json_is_refused() {
        assertThat(failure(Script.json(200, "oops"), CHAT).code()).isEqualTo("upstream_malformed");
        assertThat(failure(Script.json(200, "{\"choices\":[{"), CHAT).code()).isEqualTo("upstream_malformed");
    }

    @Test
    void nobody_listening_names_the_deployment() {
        Failure failure;
        try (OpenAiProvider provider = provider(
                OpenAiProviderConfig.builder("vllm-a", Engine.VLLM, URI.create("http://127.0.0.1:1/v1"), "m"))) {
            failure = catchThrowableOfType(
                            FailureException.class,
                            () -> provider.call(Requests.call(chat(CHAT), ServiceTier.STANDARD)))
                    .failure();
        }
        assertThat(failure.code()).isEqualTo("upstream_unreachable");
        assertThat(failure.kind().retryable()).isTrue();
        assertThat(failure.message()).contains("vllm-a", "base_url");
    }

    @Test
    void a_stream_without_done_that_ended_properly_is_whole() {
        try (FakeUpstream upstream =
                        FakeUpstream.always(Script.sse().event(DELTA).end());
                OpenAiProvider provider = provider(Engine.OTHER, upstream);
                ProviderReply reply = provider.call(Requests.call(chat(CHAT_STREAM), ServiceTier.STANDARD))) {
            assertThat(drain(reply)).containsExactly(DELTA);
        }
    }

    @Test
    void usage_of_a_stream_that_told_none_is_estimated_and_says_so() {
        try (FakeUpstream upstream = FakeUpstream.always(Script.events(DELTA, DELTA, DELTA, DELTA));
                OpenAiProvider provider = provider(Engine.OTHER, upstream);
                ProviderReply reply = provider.call(Requests.call(chat(CHAT_STREAM), ServiceTier.STANDARD))) {
            assertThat(reply.usage()).isEqualTo(Usage.NONE);
            drain(reply);
            assertThat(reply.usageEstimated()).isTrue();
            assertThat(reply.usage()).isEqualTo(Usage.of(provider.estimateInputTokens(chat(CHAT_STREAM)), 0, 3));
        }
    }

    @Test
    void a_connection_is_used_again_after_a_stream_even_when_its_end_comes_late() {
        CountDownLatch gate = new CountDownLatch(1);
        try (FakeUpstream upstream = FakeUpstream.always(
                        Script.sse().event(DELTA).event("[DONE]").await(gate).end());
                OpenAiProvider provider = provider(Engine.OTHER, upstream)) {
            for (int i = 0; i < 3; i++) {
                try (ProviderReply reply = provider.call(Requests.call(chat(CHAT_STREAM), ServiceTier.STANDARD))) {
                    drain(reply);
                    gate.countDown();
                }
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void a_reader_that_is_slow_holds_the_backend_back_and_loses_nothing() {
        int events = 3_000;
        String payload = "{\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(2_000) + "\"}}]}";
        Script script = Script.sse();
        Script all = script;
        StringBuilder bulk = new StringBuilder();
        for (int i = 0; i < events; i++) {
            bulk.append("data: ").append(payload).append("\n\n");
        }
        all = all.chunk(bulk.toString()).done();
        try (FakeUpstream upstream = FakeUpstream.always(all);
                OpenAiProvider provider = provider(Engine.OTHER, upstream);
                ProviderReply reply = provider.call(Requests.call(chat(CHAT_STREAM), ServiceTier.STANDARD))) {
            upstream.awaitRequests(1, Duration.ofSeconds(10));
            ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
            assertThat(stream.next()).isNotNull();
            assertThat(upstream.open()).isEqualTo(1);
            assertThat(drain(reply)).hasSize(events - 1).allMatch(payload::equals);
        }
    }
}
