package dev.tierway.gateway.admin;

import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.UsagePage;
import dev.tierway.storage.ledger.UsageQuery;
import dev.tierway.storage.ledger.UsageTotals;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /v1/organization/usage/completions} and {@code GET /v1/organization/costs} in OpenAI's shape, read from the
 * ledger. Thread-safe.
 */
public final class UsageRoutes {
    private final AdminKeys keys;
    private final Function<UsageQuery, UsagePage> ledger;
    private final WallClock clock;

    public UsageRoutes(AdminKeys keys, Function<UsageQuery, UsagePage> ledger, WallClock clock) {
        this.keys = keys;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Writes the members of one result that are particular to a path. */
    @FunctionalInterface
    private interface Result {
        void write(JsonGenerator json, UsageTotals totals);
    }

    /** Tokens and requests. */
    public void usage(Exchange exchange) {
        answer(exchange, UsageRoutes::usage);
    }

    /** Money. */
    public void costs(Exchange exchange) {
        answer(exchange, UsageRoutes::costs);
    }

    private void answer(Exchange exchange, Result result) {
        keys.require(exchange.header("authorization"));
        UsageQuery query = UsageQuestion.parse(exchange.query(), clock.now());
        UsagePage page = ledger.apply(query);
        JsonReply.send(exchange, json -> page(json, page, query, result));
    }

    private static void page(JsonGenerator json, UsagePage page, UsageQuery query, Result result) {
        json.writeStartObject();
        json.writeStringProperty("object", "page");
        json.writeArrayPropertyStart("data");
        page.buckets().forEach(bucket -> bucket(json, bucket, query, result));
        json.writeEndArray();
        json.writeBooleanProperty("has_more", page.next().isPresent());
        page.next()
                .ifPresentOrElse(
                        next -> json.writeStringProperty("next_page", Long.toString(next.getEpochSecond())),
                        () -> json.writeNullProperty("next_page"));
        json.writeEndObject();
    }

    private static void bucket(JsonGenerator json, UsagePage.Bucket bucket, UsageQuery query, Result result) {
        json.writeStartObject();
        json.writeStringProperty("object", "bucket");
        json.writeNumberProperty("start_time", bucket.start().getEpochSecond());
        json.writeNumberProperty("end_time", bucket.end().getEpochSecond());
        json.writeArrayPropertyStart("results");
        for (UsagePage.Group group : bucket.groups()) {
            json.writeStartObject();
            result.write(json, group.totals());
            UsageQuestion.GROUPS.forEach((name, dimension) -> dimension(json, name, dimension, query, group));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void dimension(
            JsonGenerator json, String name, Dimension dimension, UsageQuery query, UsagePage.Group group) {
        if (query.groupBy().contains(dimension)) {
            json.writeStringProperty(name, group.value(dimension));
        } else {
            json.writeNullProperty(name);
        }
    }

    private static void usage(JsonGenerator json, UsageTotals totals) {
        json.writeStringProperty("object", "organization.usage.completions.result");
        json.writeNumberProperty("input_tokens", totals.usage().input());
        json.writeNumberProperty("input_uncached_tokens", totals.usage().inputUncached());
        json.writeNumberProperty("input_cached_tokens", totals.usage().cacheRead());
        json.writeNumberProperty(
                "input_cache_write_tokens",
                totals.usage().cacheWrite5m() + totals.usage().cacheWrite1h());
        json.writeNumberProperty("output_tokens", totals.usage().output());
        json.writeNumberProperty("num_model_requests", totals.requests());
    }

    private static void costs(JsonGenerator json, UsageTotals totals) {
        json.writeStringProperty("object", "organization.costs.result");
        AmountJson.write(json, "amount", totals.costNanos());
        json.writeNullProperty("line_item");
        json.writeNumberProperty("num_model_requests", totals.requests());
        json.writeNumberProperty("num_unpriced_requests", totals.unpriced());
    }
}
