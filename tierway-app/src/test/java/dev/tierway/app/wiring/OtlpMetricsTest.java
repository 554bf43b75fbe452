package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsageTotals;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics that a collector has when a gateway has ended. */
class OtlpMetricsTest {
    private static final List<String> TIERS = List.of("priority", "default", "flex");
    private static final int ROUNDS = 5;

    @TempDir
    private Path folder;

    private Map<String, Metric> metrics = Map.of();

    @BeforeEach
    void serve_and_collect() throws Exception {
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            try (TracedGateway gateway = new TracedGateway(
                    folder, TracedGateway.otlp(receiver.endpoint(), ", traces: false"), OtlpMetricsTest::answer)) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (String tier : TIERS) {
                        gateway.send(gateway.chat(",\"service_tier\":\"" + tier + "\""));
                        gateway.send(gateway.chat(",\"stream\":true,\"service_tier\":\"" + tier + "\""));
                    }
                }
                gateway.send(gateway.chat(",\"service_tier\":\"gold\""));
            }
            metrics = receiver.metrics();
        }
    }

    @Test
    void sums_equal_the_ledger() {
        UsageTotals ledger;
        try (Database database =
                Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("ledger.db"))))) {
            ledger = database.ledger().total(LedgerFilter.in(TimeRange.ALL));
        }

        List<HistogramDataPoint> tokens = histogram("gen_ai.client.token.usage");
        assertThat(sum(tokens, "gen_ai.token.type", "input"))
                .isEqualTo(ledger.usage().input())
                .isPositive();
        assertThat(sum(tokens, "gen_ai.token.type", "output"))
                .isEqualTo(ledger.usage().output())
                .isPositive();
        assertThat(count(histogram("gen_ai.server.request.duration"))).isEqualTo(ledger.requests());
        double dollars = points("tierway.cost").stream()
                .mapToDouble(NumberDataPoint::getAsDouble)
                .sum();
        assertThat(dollars).isCloseTo(ledger.costNanos() / 1e9, within(1e-12)).isPositive();
        assertThat(metric("tierway.cost").getSum().getAggregationTemporality())
                .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
    }

    @Test
    void requests_are_told_apart_by_tier_and_end() {
        List<HistogramDataPoint> durations = histogram("gen_ai.server.request.duration");
        for (String tier : TIERS) {
            List<HistogramDataPoint> served = durations.stream()
                    .filter(point -> tier.equals(attributes(point).get("tierway.tier.served")))
                    .toList();
            assertThat(count(served)).isEqualTo(2 * ROUNDS);
            assertThat(served)
                    .allSatisfy(point -> assertThat(attributes(point))
                            .containsEntry("tierway.tier.requested", tier)
                            .containsEntry("gen_ai.request.model", "m")
                            .containsEntry("gen_ai.operation.name", "chat")
                            .containsEntry("tierway.project", "shop")
                            .doesNotContainKey("error.type"));
        }
        assertThat(durations)
                .filteredOn(point -> attributes(point).containsKey("error.type"))
                .singleElement()
                .satisfies(point -> assertThat(attributes(point)).containsEntry("error.type", "unknown_service_tier"));
        assertThat(durations.getFirst().getExplicitBoundsList())
                .containsExactly(
                        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    }

    @Test
    void token_times_are_of_streams_only() {
        assertThat(count(histogram("gen_ai.server.time_to_first_token"))).isEqualTo((long) ROUNDS * TIERS.size());
        assertThat(count(histogram("gen_ai.server.time_per_output_token"))).isEqualTo((long) ROUNDS * TIERS.size());
        assertThat(count(histogram("tierway.queue.duration"))).isEqualTo(2L * ROUNDS * TIERS.size());
    }

    @Test
    void pools_are_seen_as_they_are() {
        assertThat(metric("tierway.queue.depth").getGauge().getDataPointsList())
                .extracting(point ->
                        OtlpReceiver.attributes(point.getAttributesList()).get("tierway.tier"))
                .contains("priority", "default", "flex");
        assertThat(metric("tierway.deployment.saturation").getGauge().getDataPointsList())
                .extracting(point ->
                        OtlpReceiver.attributes(point.getAttributesList()).get("tierway.deployment"))
                .containsExactlyInAnyOrder("d0", "d1");
    }

    private static Script answer(RecordedRequest request) {
        return request.bodyText().contains("\"stream\":true")
                ? Script.events(TracedGateway.CHUNK, TracedGateway.USAGE_CHUNK)
                : Script.json(200, TracedGateway.REPLY);
    }

    private Metric metric(String name) {
        assertThat(metrics).containsKey(name);
        return metrics.get(name);
    }

    private List<NumberDataPoint> points(String name) {
        return metric(name).getSum().getDataPointsList();
    }

    private List<HistogramDataPoint> histogram(String name) {
        return metric(name).getHistogram().getDataPointsList();
    }

    private static long count(List<HistogramDataPoint> points) {
        return points.stream().mapToLong(HistogramDataPoint::getCount).sum();
    }

    private static long sum(List<HistogramDataPoint> points, String key, String value) {
        return (long) points.stream()
                .filter(point -> value.equals(attributes(point).get(key)))
                .mapToDouble(HistogramDataPoint::getSum)
                .sum();
    }

    private static Map<String, Object> attributes(HistogramDataPoint point) {
        return OtlpReceiver.attributes(point.getAttributesList());
    }
}
