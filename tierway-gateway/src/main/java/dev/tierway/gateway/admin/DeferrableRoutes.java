package dev.tierway.gateway.admin;

import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.deferrable.DeferrableReport;
import dev.tierway.gateway.deferrable.DeferrableTotals;
import dev.tierway.gateway.deferrable.DeferrableTotals.Deferred;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.ledger.DeferrableQuery;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /v1/organization/deferrable}: what could have gone to flex or batch, and what that would have saved, read
 * from the ledger. Thread-safe.
 */
public final class DeferrableRoutes {
    private static final int BULK_REQUESTS = 20;
    private static final int PATIENCE_SECONDS = 30;
    private static final int LONGEST_PATIENCE = 86_400;

    private static final Map<String, Dimension> GROUPS = groups();
    private static final Map<String, Dimension> FILTERS = Map.of(
            "project_ids", Dimension.PROJECT,
            "api_key_ids", Dimension.KEY,
            "models", Dimension.MODEL,
            "use_cases", Dimension.USE_CASE);

    private final AdminKeys keys;
    private final DeferrableReport report;
    private final WallClock clock;

    public DeferrableRoutes(AdminKeys keys, DeferrableReport report, WallClock clock) {
        this.keys = keys;
        this.report = report;
        this.clock = clock;
    }

    private static Map<String, Dimension> groups() {
        Map<String, Dimension> groups = new LinkedHashMap<>();
        groups.put("project_id", Dimension.PROJECT);
        groups.put("use_case", Dimension.USE_CASE);
        groups.put("api_key_id", Dimension.KEY);
        groups.put("model", Dimension.MODEL);
        return groups;
    }

    void report(Exchange exchange) {
        keys.require(exchange.header("authorization"));
        DeferrableQuery query = parse(exchange.query(), clock.now());
        DeferrableReport.Answer answer = report.answer(query);
        JsonReply.send(exchange, json -> write(json, query, answer));
    }

    private static DeferrableQuery parse(@Nullable String text, Instant now) {
        Set<String> known = new TreeSet<>(FILTERS.keySet());
        known.addAll(List.of("start_time", "end_time", "group_by", "bulk_requests", "patience_seconds"));
        QueryParameters parameters = QueryParameters.parse(text, known);
        return new DeferrableQuery(
                UsageQuestion.filter(parameters, FILTERS, now),
                parameters.all("group_by").stream()
                        .map(DeferrableRoutes::group)
                        .distinct()
                        .toList(),
                (int) parameters.number("bulk_requests", 1, Integer.MAX_VALUE).orElse(BULK_REQUESTS),
                Duration.ofSeconds(parameters
                        .number("patience_seconds", 0, LONGEST_PATIENCE)
                        .orElse(PATIENCE_SECONDS)),
                List.of());
    }

    private static Dimension group(String name) {
        Dimension dimension = GROUPS.get(name);
        if (dimension == null) {
            throw QueryParameters.invalid(
                    "group_by",
                    "'group_by' cannot be '" + name + "': use one or more of " + String.join(", ", GROUPS.keySet()));
        }
        return dimension;
    }

    private static void write(JsonGenerator json, DeferrableQuery query, DeferrableReport.Answer answer) {
        TimeRange range = query.filter().range();
        json.writeStartObject();
        json.writeStringProperty("object", "organization.deferrable");
        json.writeNumberProperty("start_time", range.from().getEpochSecond());
        json.writeNumberProperty("end_time", range.to().getEpochSecond());
        json.writeNumberProperty("bulk_requests", query.bulkRequests());
        json.writeNumberProperty("patience_seconds", query.patience().toSeconds());
        json.writeObjectPropertyStart("total");
        totals(json, answer.total());
        json.writeEndObject();
        json.writeArrayPropertyStart("data");
        for (DeferrableReport.Group group :
                query.groupBy().isEmpty() ? List.<DeferrableReport.Group>of() : answer.groups()) {
            json.writeStartObject();
            json.writeStringProperty("object", "organization.deferrable.result");
            GROUPS.forEach((name, dimension) -> {
                if (query.groupBy().contains(dimension)) {
                    json.writeStringProperty(name, group.values().getOrDefault(dimension, ""));
                } else {
                    json.writeNullProperty(name);
                }
            });
            totals(json, group.totals());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, DeferrableTotals totals) {
        json.writeNumberProperty("num_requests", totals.requests());
        AmountJson.write(json, "cost", totals.costNanos());
        deferred(json, "batch", totals.batch());
        deferred(json, "flex", totals.flex());
        AmountJson.write(json, "saving", totals.savingNanos());
        Members.decimal(json, "saving_share", totals.share());
    }

    private static void deferred(JsonGenerator json, String name, Deferred deferred) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("num_requests", deferred.requests());
        json.writeNumberProperty("num_unpriced", deferred.unpriced());
        json.writeNumberProperty("input_tokens", deferred.usage().input());
        json.writeNumberProperty("output_tokens", deferred.usage().output());
        AmountJson.write(json, "cost", deferred.costNanos());
        AmountJson.write(json, "cost_if_deferred", deferred.deferredNanos());
        json.writeEndObject();
    }
}
