package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a whole gateway tells a collector of the requests it served. */
class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void a_request_is_a_tree_of_spans_in_its_caller_s_trace() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            HttpResponse<String> reply;
            RecordedRequest upstream;
            try (TracedGateway gateway = gateway(receiver, request -> Script.json(200, TracedGateway.REPLY))) {
                reply = gateway.send(gateway.chat(",\"service_tier\":\"priority\"")
                        .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                        .header("tracestate", "vendor=private"));
                upstream = gateway.chats().getFirst();
            }

            Span request = only(receiver, Span.SpanKind.SPAN_KIND_SERVER);
            Span attempt = only(receiver, Span.SpanKind.SPAN_KIND_CLIENT);
            Span queue = only(receiver, Span.SpanKind.SPAN_KIND_INTERNAL);
            assertThat(receiver.spans())
                    .hasSize(3)
                    .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
            assertThat(hex(request.getParentSpanId())).isEqualTo(CALLER);
            assertThat(queue.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(attempt.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(List.of(request.getName(), queue.getName(), attempt.getName()))
                    .containsExactly("chat m", "queue", "chat llama");
            assertThat(request.getStartTimeUnixNano())
                    .isLessThanOrEqualTo(queue.getStartTimeUnixNano())
                    .isPositive();
            assertThat(queue.getEndTimeUnixNano()).isEqualTo(attempt.getStartTimeUnixNano());
            assertThat(attempt.getEndTimeUnixNano()).isEqualTo(request.getEndTimeUnixNano());

            assertThat(upstream.header("traceparent")).contains("00-" + TRACE + "-" + hex(attempt.getSpanId()) + "-01");
            assertThat(upstream.header("tracestate")).isEmpty();

            String deployment =
                    reply.headers().firstValue("x-tierway-deployment").orElseThrow();
            double cost = Double.parseDouble(
                    reply.headers().firstValue("x-tierway-cost-usd").orElseThrow());
            assertThat(attributes(request))
                    .contains(
                            entry("gen_ai.operation.name", "chat"),
                            entry("gen_ai.provider.name", "vllm"),
                            entry("gen_ai.request.model", "m"),
                            entry("gen_ai.response.model", "llama"),
                            entry("gen_ai.usage.input_tokens", 50L),
                            entry("gen_ai.usage.cache_read.input_tokens", 20L),
                            entry("gen_ai.usage.output_tokens", 7L),
                            entry("tierway.project", "shop"),
                            entry("tierway.tier.requested", "priority"),
                            entry("tierway.tier.served", "priority"),
                            entry("tierway.tier.reason", "requested"),
                            entry("tierway.deployment", deployment),
                            entry("tierway.outcome", "completed"),
                            entry("tierway.cost_usd", cost),
                            entry(
                                    "tierway.request.id",
                                    reply.headers().firstValue("x-request-id").orElseThrow()))
                    .containsKeys("tierway.key.id", "tierway.queue_ms", "tierway.ttft_ms")
                    .doesNotContainKeys("error.type", "tierway.reservation");
            assertThat(attributes(attempt))
                    .contains(
                            entry("gen_ai.provider.name", "vllm"),
                            entry("gen_ai.request.model", "llama"),
                            entry("tierway.deployment", deployment),
                            entry("tierway.outcome", "completed"),
                            entry("server.address", "127.0.0.1"))
                    .containsKey("server.port");
            assertThat(request.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            noSecrets(receiver);
        }
    }

    @Test
    void a_failed_attempt_is_a_span_beside_the_one_that_answered() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            List<RecordedRequest> chats;
            try (TracedGateway gateway = gateway(
                    receiver,
                    request -> calls.getAndIncrement() == 0
                            ? Script.json(500, "{\"error\":{\"message\":\"broken\"}}")
                            : Script.json(200, TracedGateway.REPLY))) {
                assertThat(gateway.send(gateway.chat("")).statusCode()).isEqualTo(200);
                chats = gateway.chats();
            }

            List<Span> attempts = spans(receiver, Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(attempts).hasSize(2);
            Span failed = attempts.getFirst();
            Span answered = attempts.getLast();
            assertThat(failed.getEndTimeUnixNano()).isLessThanOrEqualTo(answered.getStartTimeUnixNano());
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(attributes(failed)).containsKey("error.type");
            assertThat(attributes(failed).get("tierway.deployment"))
                    .isNotEqualTo(attributes(answered).get("tierway.deployment"));
            assertThat(attributes(answered)).containsEntry("tierway.outcome", "completed");
            assertThat(chats)
                    .extracting(chat -> chat.header("traceparent").orElseThrow().substring(36, 52))
                    .containsExactly(hex(failed.getSpanId()), hex(answered.getSpanId()));
            assertThat(spans(receiver, Span.SpanKind.SPAN_KIND_INTERNAL)).hasSize(2);
            assertThat(attributes(only(receiver, Span.SpanKind.SPAN_KIND_SERVER)))
                    .containsEntry("tierway.outcome", "completed");
        }
    }

    @Test
    void a_request_is_one_span_whatever_its_end() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            try (TracedGateway gateway = gateway(receiver, TracesTest::asTold)) {
                assertThat(gateway.send(gateway.chat(",\"stream\":true")).body())
                        .endsWith("data: [DONE]\n\n");
                gateway.send(gateway.chat(",\"service_tier\":\"gold\""));
                gateway.send(gateway.chat(",\"user\":\"refuse\""));
                gateway.send(gateway.chat("").setHeader("Authorization", "Bearer stolen"));
                leaveMidStream(gateway);
            }

            assertThat(spans(receiver, Span.SpanKind.SPAN_KIND_SERVER))
                    .extracting(span -> attributes(span).get("tierway.outcome"))
                    .containsExactlyInAnyOrder(
                            "completed", "unknown_service_tier", "upstream_rejected", "invalid_api_key", "client_gone");
            assertThat(spans(receiver, Span.SpanKind.SPAN_KIND_SERVER)).allSatisfy(span -> {
                Map<String, Object> attributes = attributes(span);
                boolean completed = "completed".equals(attributes.get("tierway.outcome"));
                assertThat(span.getStatus().getCode())
                        .isEqualTo(
                                completed ? Status.StatusCode.STATUS_CODE_UNSET : Status.StatusCode.STATUS_CODE_ERROR);
                assertThat(attributes.get("error.type"))
                        .isEqualTo(completed ? null : attributes.get("tierway.outcome"));
            });
            noSecrets(receiver);
        }
    }

    @Test
    void who_did_not_sample_is_not_traced_and_neither_is_what_stands_behind() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            RecordedRequest upstream;
            try (TracedGateway gateway = gateway(receiver, request -> Script.json(200, TracedGateway.REPLY))) {
                gateway.send(gateway.chat("").header("traceparent", "00-" + TRACE + "-" + CALLER + "-00"));
                upstream = gateway.chats().getFirst();
            }

            assertThat(receiver.spans()).isEmpty();
            assertThat(upstream.header("traceparent").orElseThrow())
                    .startsWith("00-" + TRACE + "-")
                    .endsWith("-00")
                    .doesNotContain(CALLER);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + TRACE + "-" + CALLER,
                "00-" + TRACE + "-0000000000000000-01",
                "ff-" + TRACE + "-" + CALLER + "-01",
                "00-ZZf7651916cd43dd8448eb211c80319c-" + CALLER + "-01",
                "nonsense",
            })
    void a_malformed_parent_is_ignored(String traceparent) throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            try (TracedGateway gateway = gateway(receiver, request -> Script.json(200, TracedGateway.REPLY))) {
                gateway.send(gateway.chat("").header("traceparent", traceparent));
            }

            Span request = only(receiver, Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(request.getParentSpanId().isEmpty()).isTrue();
            assertThat(hex(request.getTraceId())).isNotEqualTo(TRACE).hasSize(32);
        }
    }

    @Test
    void a_sample_of_none_leaves_the_choice_to_callers() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            try (TracedGateway gateway = new TracedGateway(
                    folder,
                    TracedGateway.otlp(receiver.endpoint(), ", sample: 0%"),
                    request -> Script.json(200, TracedGateway.REPLY))) {
                gateway.send(gateway.chat(""));
                gateway.send(gateway.chat("").header("traceparent", "00-" + TRACE + "-" + CALLER + "-01"));
                assertThat(gateway.chats().getFirst().header("traceparent").orElseThrow())
                        .satisfies(TracesTest::unsampled);
            }

            assertThat(hex(only(receiver, Span.SpanKind.SPAN_KIND_SERVER).getParentSpanId()))
                    .isEqualTo(CALLER);
        }
    }

    @Test
    void headers_and_names_are_as_configured() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            try (TracedGateway gateway = new TracedGateway(
                    folder,
                    TracedGateway.otlp(
                            receiver.endpoint(),
                            ", metrics: false, service_name: edge, headers: {authorization: Basic c2VjcmV0}"),
                    request -> Script.json(200, TracedGateway.REPLY))) {
                gateway.send(gateway.chat(""));
            }

            assertThat(receiver.requests()).allSatisfy(export -> {
                assertThat(export.path()).isEqualTo("/v1/traces");
                assertThat(export.header("authorization")).contains("Basic c2VjcmV0");
            });
            assertThat(OtlpReceiver.attributes(receiver.traces()
                            .getFirst()
                            .getResourceSpans(0)
                            .getResource()
                            .getAttributesList()))
                    .containsEntry("service.name", "edge")
                    .containsKey("service.instance.id");
        }
    }

    /** Streams, stalls or refuses as the request's {@code user} says. */
    private static Script asTold(RecordedRequest request) {
        if (request.bodyText().contains("\"user\":\"refuse\"")) {
            return Script.json(400, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");
        }
        return request.bodyText().contains("\"user\":\"stall\"")
                ? Script.sse().event(TracedGateway.CHUNK).stall()
                : Script.events(TracedGateway.CHUNK, TracedGateway.USAGE_CHUNK);
    }

    private static void leaveMidStream(TracedGateway gateway) throws Exception {
        HttpRequest request =
                gateway.chat(",\"stream\":true,\"user\":\"stall\"").build();
        HttpResponse<InputStream> reply = gateway.client().send(request, BodyHandlers.ofInputStream());
        assertThat(reply.body().read()).isEqualTo('d');
        reply.body().close();
        gateway.upstream().awaitCancelled(1, SOON);
    }

    private TracedGateway gateway(OtlpReceiver receiver, Function<RecordedRequest, Script> chats) throws Exception {
        return new TracedGateway(folder, TracedGateway.otlp(receiver.endpoint(), ""), chats);
    }

    /** Other flags may be set: the second says that the trace's id is random. */
    private static void unsampled(String traceparent) {
        assertThat(HexFormat.fromHexDigits(traceparent.substring(traceparent.length() - 2)) & 1)
                .isZero();
    }

    private static void noSecrets(OtlpReceiver receiver) {
        assertThat(receiver.requests())
                .isNotEmpty()
                .allSatisfy(export -> assertThat(new String(export.body(), StandardCharsets.ISO_8859_1))
                        .doesNotContain(TracedGateway.PROMPT, TracedGateway.ANSWER, TracedGateway.KEY, "stolen"));
    }

    private static Span only(OtlpReceiver receiver, Span.SpanKind kind) {
        List<Span> spans = spans(receiver, kind);
        assertThat(spans).hasSize(1);
        return spans.getFirst();
    }

    /** Those of {@code kind}, in the order in which they ended. */
    private static List<Span> spans(OtlpReceiver receiver, Span.SpanKind kind) {
        return receiver.spans().stream().filter(span -> span.getKind() == kind).toList();
    }

    private static Map<String, Object> attributes(Span span) {
        return OtlpReceiver.attributes(span.getAttributesList());
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
