package dev.tierway.app.batch;

import dev.tierway.app.admin.Shown;
import dev.tierway.app.cli.TextColumns;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A batch as people read it: a line for each thing that is known. */
final class BatchText {
    private static final int WIDTH = 14;

    /** Times in the order in which they can come. */
    private static final List<String> TIMES = List.of(
            "created", "in_progress", "finalizing", "cancelling", "completed", "failed", "expired", "cancelled");

    private final StringBuilder text = new StringBuilder();

    private BatchText() {}

    static String of(BatchState batch) {
        BatchText all = new BatchText();
        JsonNode json = batch.json();
        all.line("batch", batch.id());
        all.line("status", batch.status());
        for (String member : List.of("model", "endpoint")) {
            all.line(member, json.path(member).asString(""));
        }
        BatchState.Counts counts = batch.counts();
        all.line("lines", counts.total() + ", " + counts.completed() + " answered, " + counts.failed() + " failed");
        JsonNode usage = json.path("usage");
        if (usage.isObject()) {
            all.line(
                    "tokens",
                    usage.path("input_tokens").asLong(0) + " in, "
                            + usage.path("output_tokens").asLong(0) + " out");
        }
        batch.cost().ifPresent(cost -> all.line("cost", cost));
        for (String time : TIMES) {
            all.time(time.replace('_', ' '), json.path(time + "_at"));
        }
        if (!batch.ended()) {
            all.time("expires", json.path("expires_at"));
        }
        all.line("input", json.path("input_file_id").asString(""));
        batch.outputFile().ifPresent(file -> all.line("answers", file));
        batch.errorFile().ifPresent(file -> all.line("errors", file));
        batch.problems().forEach(problem -> all.line("problem", problem));
        return all.text.toString();
    }

    private void time(String name, JsonNode seconds) {
        if (seconds.isNumber()) {
            line(name, Shown.minute(seconds) + " UTC");
        }
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            text.append(TextColumns.left(name, WIDTH)).append(value).append('\n');
        }
    }
}
