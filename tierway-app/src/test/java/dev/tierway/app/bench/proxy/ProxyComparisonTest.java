package dev.tierway.app.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyComparisonTest {
    private static final ProxyComparison.Settings BRIEF =
            new ProxyComparison.Settings(2, Duration.ofMillis(200), 200, 4, 30, 20, 1, 10, 2);

    @Test
    void every_phase_counts_what_it_sent() throws IOException, InterruptedException {
        try (MockUpstream mock = MockUpstream.start()) {
            URI base = Peers.base(mock.port());
            List<ProxyResult> results = compare(base, target("direct", base), target("gateway", base));
            for (ProxyResult result : results) {
                assertThat(result.firstError()).isEmpty();
                assertThat(result.alone.replies()).isPositive();
                assertThat(result.paced.replies()).isEqualTo(2 * 40);
                assertThat(result.saturated.replies()).isPositive();
                assertThat(result.streamed.replies()).isEqualTo(2 * 30);
                assertThat(result.streamed.events()).isEqualTo(2 * 30 * 20);
                Departures.Outcome departed = java.util.Objects.requireNonNull(result.departed());
                assertThat(departed.cancelled().getTotalCount()).isEqualTo(10);
                assertThat(departed.notCancelled()).isZero();
            }
            Departures.Outcome queued =
                    java.util.Objects.requireNonNull(results.getLast().departedFromQueue());
            assertThat(queued.cancelled().getTotalCount())
                    .as("there is no queue on the direct line, so they all arrive")
                    .isEqualTo(10);
        }
    }

    @Test
    void a_proxy_that_cannot_be_reached_shows_as_errors() throws IOException, InterruptedException {
        try (MockUpstream mock = MockUpstream.start()) {
            URI base = Peers.base(mock.port());
            URI nobody = Peers.base(Programs.freePort());
            ProxyComparison.Settings once =
                    new ProxyComparison.Settings(1, Duration.ofMillis(50), 20, 1, 2, 10, 1, 2, 0);
            ProxyResult result = new ProxyComparison(once, base, silent())
                    .run(List.of(target("direct", base), target("gateway", nobody)))
                    .getLast();
            assertThat(result.paced.errors()).isEqualTo(1);
            assertThat(result.paced.firstError()).startsWith("cannot connect");
        }
    }

    @Test
    void the_report_names_every_target_and_row() throws IOException, InterruptedException {
        try (MockUpstream mock = MockUpstream.start()) {
            URI base = Peers.base(mock.port());
            List<ProxyResult> results = compare(base, target("direct", base), target("gateway", base));
            assertThat(ProxyReport.text(results))
                    .contains("direct", "gateway", "one caller, p50 ms", "added: one caller, p99 ms");
            assertThat(ProxyReport.json(results))
                    .startsWith("{\"direct\":{\"c1_p50_ms\":")
                    .contains("\"gateway\":{", "\"streams_whole\":60", "\"added_c1_p50_ms\":null");
        }
    }

    private static List<ProxyResult> compare(URI upstream, Target... targets) throws IOException, InterruptedException {
        return new ProxyComparison(BRIEF, upstream, silent()).run(List.of(targets));
    }

    private static Target target(String name, URI base) {
        return new Target(name, base, Map.of(), "mock", Optional.empty());
    }

    private static PrintStream silent() {
        return new PrintStream(PrintStream.nullOutputStream());
    }
}
