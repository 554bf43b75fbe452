package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector that fails is nobody's concern but its own. */
class LostTelemetryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void spans_that_a_collector_refuses_are_counted() throws Exception {
        try (FakeUpstream refusing = FakeUpstream.always(Script.json(400, "{}"));
                TracedGateway gateway = gateway(TracedGateway.otlp(refusing.uri(), ""))) {
            for (int i = 0; i < 3; i++) {
                assertThat(gateway.send(gateway.chat("")).statusCode()).isEqualTo(200);
            }

            Instant until = Instant.now().plus(SOON);
            while (!gateway.scrape().contains("tierway_telemetry_dropped_spans_total 9.0\n")) {
                assertThat(Instant.now()).isBefore(until);
            }
            assertThat(gateway.scrape()).containsPattern("tierway_telemetry_failed_exports_total [1-3]\\.0\n");
        }
    }

    @Test
    void without_a_collector_requests_are_answered_and_the_gateway_ends() throws Exception {
        URI nobody;
        try (FakeUpstream gone = FakeUpstream.always(Script.start())) {
            nobody = gone.uri();
        }
        try (TracedGateway gateway = gateway(TracedGateway.otlp(nobody, ""))) {
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.send(gateway.chat("")).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void switched_off_it_has_no_threads_and_sends_no_header() throws Exception {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        try (TracedGateway gateway = gateway("")) {
            assertThat(gateway.send(gateway.chat("")
                                    .header("traceparent", "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01"))
                            .statusCode())
                    .isEqualTo(200);

            Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
            started.removeAll(before);
            assertThat(started)
                    .extracting(Thread::getName)
                    .noneMatch(name ->
                            name.startsWith("telemetry") || name.contains("MetricReader") || name.contains("jdkhttp"));
            assertThat(gateway.chats().getFirst().header("traceparent")).isEmpty();
            assertThat(gateway.scrape()).doesNotContain("tierway_telemetry");
        }
    }

    private TracedGateway gateway(String telemetry) throws Exception {
        return new TracedGateway(folder, telemetry, request -> Script.json(200, TracedGateway.REPLY));
    }
}
