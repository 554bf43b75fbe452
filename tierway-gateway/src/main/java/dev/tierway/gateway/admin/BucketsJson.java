package dev.tierway.gateway.admin;

import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.UsageQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** The frame in which OpenAI's organisation paths answer: a page of buckets, each with results. */
final class BucketsJson {
    private BucketsJson() {}

    static <B> void page(JsonGenerator json, List<B> buckets, Optional<Instant> next, Consumer<B> bucket) {
        json.writeStartObject();
        json.writeStringProperty("object", "page");
        json.writeArrayPropertyStart("data");
        buckets.forEach(bucket);
        json.writeEndArray();
        json.writeBooleanProperty("has_more", next.isPresent());
        Members.text(json, "next_page", next.map(it -> Long.toString(it.getEpochSecond())));
        json.writeEndObject();
    }

    static <G> void bucket(JsonGenerator json, Instant start, Instant end, List<G> groups, Consumer<G> members) {
        json.writeStartObject();
        json.writeStringProperty("object", "bucket");
        json.writeNumberProperty("start_time", start.getEpochSecond());
        json.writeNumberProperty("end_time", end.getEpochSecond());
        json.writeArrayPropertyStart("results");
        for (G group : groups) {
            json.writeStartObject();
            members.accept(group);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Every dimension by its name on the wire; null where it was not grouped by. */
    static void dimensions(JsonGenerator json, UsageQuery query, Map<Dimension, String> values) {
        UsageQuestion.GROUPS.forEach((name, dimension) -> {
            if (query.groupBy().contains(dimension)) {
                json.writeStringProperty(name, values.getOrDefault(dimension, ""));
            } else {
                json.writeNullProperty(name);
            }
        });
    }
}
