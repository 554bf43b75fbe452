package dev.tierway.evals.importer;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes a suite file of plain rows, to begin with: the fields that hold question and answer are found by their names. */
public final class JsonlImporter {
    private static final List<String> INPUTS = List.of("input", "question", "prompt", "text", "query", "messages");
    private static final List<String> EXPECTED =
            List.of("expected", "ideal", "answer", "label", "category", "output", "target", "completion");

    private JsonlImporter() {}

    /**
     * The plan for {@code rows}.
     *
     * @throws IllegalArgumentException when no field of the first row can be the question
     */
    public static ImportedPlan read(String name, List<ObjectNode> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there are no rows");
        }
        Set<String> fields = Set.copyOf(rows.getFirst().propertyNames());
        String input = INPUTS.stream()
                .filter(fields::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no field is called one of " + String.join(", ", INPUTS)
                        + "; rename the one with the question"));
        ImportedPlan plan = new ImportedPlan(name);
        plan.rows("cases.jsonl", rows);
        ObjectNode dataset =
                plan.add("datasets", "cases").put("file", "cases.jsonl").put("input", input);
        EXPECTED.stream()
                .filter(fields::contains)
                .findFirst()
                .ifPresentOrElse(
                        field -> dataset.put("expected", field),
                        () -> plan.note("no field says what is right: add 'expected' to the dataset, or a judge"));
        plan.add("targets", "assistant").put("model", "assistant");
        plan.note("the target asks the alias 'assistant'; name your own model");
        JsonNode expected = rows.getFirst().path(dataset.path("expected").asString(""));
        plan.add("graders", "right").put("type", expected.isArray() ? "contains" : "equals");
        ObjectNode suite =
                plan.add("suites", "cases").put("target", "assistant").put("dataset", "cases");
        suite.putArray("graders").add("right");
        return plan;
    }
}
