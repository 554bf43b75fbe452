package dev.tierway.gateway.admin;

import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LatencyPage;
import dev.tierway.storage.ledger.LatencyTotals;
import dev.tierway.storage.ledger.LatencyTotals.Attained;
import dev.tierway.storage.ledger.UsageQuery;
import dev.tierway.storage.ledger.UsageTotals.Measured;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /v1/organization/latency}: how fast requests were over time, where their time went and which of them met
 * their targets, read from the ledger. Takes the parameters of the usage path. Thread-safe.
 */
public final class LatencyRoutes {
    /** Decimals of a time in milliseconds. */
    private static final int MICROS = 3;

    private final AdminKeys keys;
    private final BiFunction<UsageQuery, LatencyTargets, LatencyPage> ledger;
    private final LatencyTargets targets;
    private final WallClock clock;

    /** @param targets by which requests are judged, past ones too */
    public LatencyRoutes(
            AdminKeys keys,
            BiFunction<UsageQuery, LatencyTargets, LatencyPage> ledger,
            LatencyTargets targets,
            WallClock clock) {
        this.keys = keys;
        this.ledger = ledger;
        this.targets = targets;
        this.clock = clock;
    }

    public void latency(Exchange exchange) {
        keys.require(exchange.header("authorization"));
        UsageQuery query = UsageQuestion.parse(exchange.query(), clock.now());
        LatencyPage page = ledger.apply(query, targets);
        JsonReply.send(
                exchange,
                json -> BucketsJson.page(
                        json,
                        page.buckets(),
                        page.next(),
                        bucket -> BucketsJson.bucket(
                                json,
                                bucket.start(),
                                bucket.end(),
                                bucket.groups(),
                                group -> result(json, query, group))));
    }

    private void result(JsonGenerator json, UsageQuery query, LatencyPage.Group group) {
        LatencyTotals totals = group.totals();
        json.writeStringProperty("object", "organization.latency.result");
        json.writeNumberProperty("num_requests", totals.completed());
        json.writeNumberProperty("num_not_completed", totals.others());
        LatencyTarget target = target(group.values());
        ttft(json, totals, target);
        otps(json, totals, target);
        parts(json, totals);
        BucketsJson.dimensions(json, query, group.values());
    }

    /** The target that a whole group has: known when it was grouped by model and served tier. */
    private LatencyTarget target(Map<Dimension, String> values) {
        return ServiceTier.fromWire(values.getOrDefault(Dimension.TIER_SERVED, ""))
                .map(tier -> targets.of(values.getOrDefault(Dimension.MODEL, ""), tier))
                .orElse(LatencyTarget.NONE);
    }

    private static void ttft(JsonGenerator json, LatencyTotals totals, LatencyTarget target) {
        LatencyTotals.Ttft ttft = totals.ttft();
        json.writeObjectPropertyStart("ttft");
        Members.decimal(json, "target_ms", target.ttft().map(it -> millis(it.toNanos())));
        attained(json, ttft.attained());
        boolean measured = ttft.measured() > 0;
        Members.decimal(json, "p50_ms", measured ? Optional.of(millis(ttft.p50())) : Optional.empty());
        Members.decimal(json, "p95_ms", measured ? Optional.of(millis(ttft.p95())) : Optional.empty());
        Members.decimal(json, "p99_ms", measured ? Optional.of(millis(ttft.p99())) : Optional.empty());
        json.writeNumberProperty("num_unknown", totals.completed() - ttft.measured());
        json.writeEndObject();
    }

    private static void otps(JsonGenerator json, LatencyTotals totals, LatencyTarget target) {
        LatencyTotals.Otps otps = totals.otps();
        json.writeObjectPropertyStart("otps");
        Members.decimal(json, "target", target.minOtps().map(BigDecimal::valueOf));
        attained(json, otps.attained());
        Members.decimal(
                json,
                "mean",
                otps.nanos() == 0
                        ? Optional.empty()
                        : Optional.of(BigDecimal.valueOf(otps.tokens())
                                .movePointRight(9)
                                .divide(BigDecimal.valueOf(otps.nanos()), MICROS, RoundingMode.HALF_UP)));
        json.writeNumberProperty("num_unknown", totals.completed() - otps.measured());
        json.writeEndObject();
    }

    private static void attained(JsonGenerator json, Attained attained) {
        json.writeNumberProperty("num_judged", attained.judged());
        json.writeNumberProperty("num_met", attained.met());
        if (attained.judged() == 0) {
            json.writeNullProperty("attainment");
        } else {
            json.writeNumberProperty("attainment", (double) attained.met() / attained.judged());
        }
    }

    private static void parts(JsonGenerator json, LatencyTotals totals) {
        json.writeObjectPropertyStart("parts");
        part(json, "queue", totals.queue(), totals.completed());
        part(json, "network", totals.network(), totals.completed());
        part(json, "prefill", totals.prefill(), totals.completed());
        part(json, "decode", totals.decode(), totals.completed());
        Members.text(
                json,
                "dominant",
                totals.split().dominant().map(part -> part.name().toLowerCase(Locale.ROOT)));
        json.writeEndObject();
    }

    private static void part(JsonGenerator json, String name, Measured measured, long requests) {
        json.writeObjectPropertyStart(name);
        Members.decimal(
                json,
                "mean_ms",
                measured.count() == 0
                        ? Optional.empty()
                        : Optional.of(millis(Math.round((double) measured.nanos() / measured.count()))));
        json.writeNumberProperty("num_unknown", requests - measured.count());
        json.writeEndObject();
    }

    private static BigDecimal millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).setScale(MICROS, RoundingMode.HALF_UP);
    }
}
