package dev.tierway.app.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.app.bench.overload.GatewayClient.Target;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverloadBenchTest {
    private static final int REQUESTS = 200;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void every_request_is_accounted_for_once_under_its_own_reason() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            OverloadReport report = bench(gateway.url()).run(() -> Instant.EPOCH);

            PhaseReport overload = report.overload();
            assertThat(overload.tiers().stream().mapToInt(TierSummary::offered).sum())
                    .isEqualTo(REQUESTS);
            assertThat(tier(overload, ServiceTier.RESERVED))
                    .satisfies(it -> assertThat(it.refusals()).isEqualTo(Map.of("no_reservation", it.offered())));
            assertThat(tier(overload, ServiceTier.PRIORITY))
                    .satisfies(it -> assertThat(it.failed()).isEqualTo(Map.of("backend_failed", it.offered())));
            assertThat(tier(overload, ServiceTier.FLEX))
                    .satisfies(it -> assertThat(it.expired()).isEqualTo(Map.of("flex_unavailable", it.offered())));
            assertThat(tier(overload, ServiceTier.BATCH))
                    .satisfies(it -> assertThat(it.unfinished()).isEqualTo(it.offered()));
            assertThat(tier(overload, ServiceTier.STANDARD)).satisfies(it -> {
                assertThat(it.served()).isEqualTo(it.offered());
                assertThat(it.servedAs()).isEqualTo(Map.of("default", it.offered()));
                assertThat(it.outputTokens()).isEqualTo(3L * it.offered());
                assertThat(it.queueMillis().p50()).isEqualTo(1.5);
                assertThat(it.ttftMillis().count()).isEqualTo(it.offered());
                assertThat(it.gapMillis().count()).isEqualTo(2L * it.offered());
            });
        }
    }

    @Test
    void the_urgent_tiers_are_also_measured_alone_with_the_same_requests() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            OverloadReport report = bench(gateway.url()).run(() -> Instant.EPOCH);

            assertThat(report.alone().tiers())
                    .extracting(TierSummary::tier)
                    .containsExactly(ServiceTier.RESERVED, ServiceTier.PRIORITY);
            for (TierSummary alone : report.alone().tiers()) {
                assertThat(alone.offered())
                        .isEqualTo(tier(report.overload(), alone.tier()).offered());
            }
            assertThat(gateway.bodies()).as("prompts that a cache could serve").doesNotHaveDuplicates();
        }
    }

    @Test
    void the_report_is_text_json_and_a_page_that_needs_nothing_else() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            OverloadReport report = bench(gateway.url()).run(() -> Instant.EPOCH);

            assertThat(ReportText.of(report)).contains("offered", "no_reservation", "TTFT ms", "OTPS");
            assertThat(ReportJson.of(report)).contains("\"refused\":{\"no_reservation\":", "\"ttft_ms\":{\"count\":");
            assertThat(ReportPage.of(report))
                    .startsWith("<!doctype html>")
                    .contains("<svg", "prefers-color-scheme: dark", "flex_unavailable")
                    .doesNotContain("<script", "http-equiv", "src=", "@import", "NaN");
        }
    }

    @Test
    void a_bench_that_is_stopped_reports_what_it_has() throws IOException {
        try (FakeGateway gateway = new FakeGateway()) {
            OverloadBench bench = bench(gateway.url());
            bench.stop();
            assertThatThrownBy(() -> bench.run(() -> Instant.EPOCH)).isInstanceOf(FailureException.class);

            OverloadBench later = bench(gateway.url());
            OverloadReport report = later.run(() -> {
                Thread.startVirtualThread(() -> {
                    while (gateway.bodies().size() < 40) {
                        Thread.onSpinWait();
                    }
                    later.stop();
                });
                return Instant.EPOCH;
            });
            assertThat(report.interrupted()).isTrue();
            assertThat(ReportText.of(report)).contains("cut short");
        }
    }

    @Test
    void a_gateway_that_serves_nothing_is_an_error_and_not_an_empty_report() {
        assertThatThrownBy(() -> bench(URI.create("http://127.0.0.1:1")).run(() -> Instant.EPOCH))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("served none of the calibration requests (connection_failed)");
    }

    private OverloadBench bench(URI url) {
        Workload workload = new Workload(Mix.parse("reserved=1,priority=1,standard=1,flex=1,batch=1"), 0.01, 7);
        // The fake serves far more than this a second, so that the cap on requests decides how many there are.
        var plan = new OverloadBench.Plan(
                new Calibration(2, Duration.ofSeconds(20), 20),
                workload,
                100,
                Duration.ofSeconds(20),
                REQUESTS,
                Duration.ofSeconds(3));
        LiveTable live = new LiveTable(new PrintStream(shown, true, StandardCharsets.UTF_8), false, Ticker.system());
        return new OverloadBench(new Target(url, "tierway-dev", "m"), plan, Ticker.system(), live);
    }

    private static TierSummary tier(PhaseReport phase, ServiceTier tier) {
        return phase.tier(tier).orElseThrow();
    }
}
