package dev.tierway.app.batch;

import dev.tierway.app.admin.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A batch as its gateway tells it.
 *
 * @param cost of what has run, as shown; empty when the gateway does not tell
 * @param problems of its input, one line each
 * @param json all the gateway told
 */
record BatchState(
        String id,
        String status,
        Counts counts,
        Optional<String> cost,
        Optional<String> outputFile,
        Optional<String> errorFile,
        List<String> problems,
        JsonNode json) {
    private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");

    /** Lines. */
    record Counts(long total, long completed, long failed) {
        /** Those that have their result. */
        long done() {
            return completed + failed;
        }
    }

    BatchState {
        problems = List.copyOf(problems);
    }

    static BatchState of(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        return new BatchState(
                batch.path("id").asString(""),
                batch.path("status").asString(""),
                new Counts(
                        counts.path("total").asLong(0),
                        counts.path("completed").asLong(0),
                        counts.path("failed").asLong(0)),
                cost(batch.path("tierway")),
                text(batch, "output_file_id"),
                text(batch, "error_file_id"),
                problems(batch.path("errors").path("data")),
                batch);
    }

    /** What has no price costs an unknown amount, and not nothing. */
    private static Optional<String> cost(JsonNode told) {
        JsonNode cost = told.path("cost_usd");
        long unpriced = told.path("unpriced_requests").asLong(0);
        if (!cost.isNumber()) {
            return Optional.empty();
        }
        String money = Shown.money(cost.decimalValue());
        if (unpriced == 0) {
            return Optional.of(money);
        }
        return Optional.of(
                cost.decimalValue().signum() == 0 ? "no price" : money + " and " + unpriced + " without a price");
    }

    private static Optional<String> text(JsonNode object, String name) {
        return Optional.of(object.path(name).asString("")).filter(it -> !it.isEmpty());
    }

    private static List<String> problems(JsonNode errors) {
        List<String> problems = new ArrayList<>();
        for (JsonNode error : errors) {
            JsonNode line = error.path("line");
            problems.add((line.isNumber() ? "line " + line.asLong() + ": " : "")
                    + text(error, "param").map(it -> it + ": ").orElse("")
                    + error.path("message").asString(""));
        }
        return problems;
    }

    /** Whether nothing of it will change any more. */
    boolean ended() {
        return ENDS.contains(status);
    }

    /** Whether every line was answered. */
    boolean whole() {
        return status.equals("completed") && counts.failed() == 0;
    }
}
