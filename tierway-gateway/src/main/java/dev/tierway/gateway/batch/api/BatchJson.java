package dev.tierway.gateway.batch.api;

import dev.tierway.core.pricing.NanoDollars;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.BatchProblem;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.StoredBatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** A batch in OpenAI's shape, with all members, and what it costs beside them. */
final class BatchJson {
    private BatchJson() {}

    static void write(JsonGenerator json, StoredBatch batch) {
        json.writeStartObject();
        json.writeStringProperty("id", batch.id());
        json.writeStringProperty("object", "batch");
        json.writeStringProperty("endpoint", batch.asked().endpoint());
        text(json, "model", Optional.of(batch.model()).filter(model -> !model.isEmpty()));
        problems(json, batch.problems());
        json.writeStringProperty("input_file_id", batch.asked().inputFile());
        json.writeStringProperty("completion_window", batch.asked().completionWindow());
        json.writeStringProperty("status", batch.status().wireName());
        text(json, "output_file_id", batch.outputFile());
        text(json, "error_file_id", batch.errorFile());
        times(json, batch);
        json.writeObjectPropertyStart("request_counts");
        json.writeNumberProperty("total", batch.counts().total());
        json.writeNumberProperty("completed", batch.counts().completed());
        json.writeNumberProperty("failed", batch.counts().failed());
        json.writeEndObject();
        usage(json, batch.use().usage());
        metadata(json, batch);
        extension(json, batch);
        json.writeEndObject();
    }

    private static void problems(JsonGenerator json, List<BatchProblem> problems) {
        if (problems.isEmpty()) {
            json.writeNullProperty("errors");
            return;
        }
        json.writeObjectPropertyStart("errors");
        json.writeStringProperty("object", "list");
        json.writeArrayPropertyStart("data");
        for (BatchProblem problem : problems) {
            json.writeStartObject();
            json.writeStringProperty("code", problem.code());
            json.writeStringProperty("message", problem.message());
            text(json, "param", problem.param());
            if (problem.line().isPresent()) {
                json.writeNumberProperty("line", problem.line().getAsLong());
            } else {
                json.writeNullProperty("line");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void times(JsonGenerator json, StoredBatch batch) {
        time(json, "created_at", Optional.of(batch.asked().createdAt()));
        time(json, "in_progress_at", batch.at(BatchStatus.IN_PROGRESS));
        time(json, "expires_at", Optional.of(batch.asked().expiresAt()));
        time(json, "finalizing_at", batch.at(BatchStatus.FINALIZING));
        time(json, "completed_at", batch.at(BatchStatus.COMPLETED));
        time(json, "failed_at", batch.at(BatchStatus.FAILED));
        time(json, "expired_at", batch.at(BatchStatus.EXPIRED));
        time(json, "cancelling_at", batch.at(BatchStatus.CANCELLING));
        time(json, "cancelled_at", batch.at(BatchStatus.CANCELLED));
    }

    private static void usage(JsonGenerator json, Usage usage) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("input_tokens", usage.input());
        json.writeObjectPropertyStart("input_tokens_details");
        json.writeNumberProperty("cached_tokens", usage.cacheRead());
        json.writeEndObject();
        json.writeNumberProperty("output_tokens", usage.output());
        json.writeObjectPropertyStart("output_tokens_details");
        json.writeNumberProperty("reasoning_tokens", usage.reasoning());
        json.writeEndObject();
        json.writeNumberProperty("total_tokens", usage.total());
        json.writeEndObject();
    }

    private static void metadata(JsonGenerator json, StoredBatch batch) {
        if (batch.asked().metadata().isEmpty()) {
            json.writeNullProperty("metadata");
            return;
        }
        json.writeObjectPropertyStart("metadata");
        batch.asked().metadata().forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    /** What OpenAI's object has no place for. */
    private static void extension(JsonGenerator json, StoredBatch batch) {
        json.writeObjectPropertyStart("tierway");
        json.writeName("cost_usd");
        json.writeRawValue(NanoDollars.dollars(batch.use().costNanos()).toPlainString());
        json.writeNumberProperty("unpriced_requests", batch.use().unpriced());
        json.writeNumberProperty("enqueued_tokens", batch.enqueuedTokens());
        json.writeBooleanProperty("share_identical", batch.asked().shareIdentical());
        json.writeBooleanProperty("micro", batch.asked().micro());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, Optional<String> value) {
        value.ifPresentOrElse(it -> json.writeStringProperty(name, it), () -> json.writeNullProperty(name));
    }

    private static void time(JsonGenerator json, String name, Optional<Instant> value) {
        value.ifPresentOrElse(
                it -> json.writeNumberProperty(name, it.getEpochSecond()), () -> json.writeNullProperty(name));
    }
}
