package dev.tierway.evals.importer;

import dev.tierway.evals.embedding.Embedders;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes graders of promptfoo's assertions. What a test asserts goes into its row, under the grader's name, so that
 * tests that differ in nothing else share graders. Confined to one thread.
 */
final class PromptfooAssertions {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double SIMILAR = 0.75;

    /** Stands for the row's value until the grader has its name. */
    private static final String VALUE = "\u0000value";

    private final ImportedPlan plan;
    private final Map<ObjectNode, List<String>> made = new LinkedHashMap<>();

    PromptfooAssertions(ImportedPlan plan) {
        this.plan = plan;
    }

    /** The grader for {@code assertion}, whose value is put into {@code row}; empty when it cannot be carried over. */
    Optional<String> grader(JsonNode assertion, ObjectNode row, String test) {
        String type = assertion.path("type").asString("");
        ObjectNode grader = JSON.objectNode();
        boolean known = textual(type, grader) || graded(type, assertion, grader) || limit(type, assertion, grader);
        if (!known) {
            plan.note(test + ": the assertion '" + type + "' is left out");
            return Optional.empty();
        }
        assertion.propertyNames().stream()
                .filter(key ->
                        !List.of("type", "value", "threshold", "provider").contains(key))
                .forEach(key -> plan.note(test + ": '" + key + "' of the assertion '" + type + "' is left out"));
        return Optional.of(named(type, grader, assertion.path("value"), row));
    }

    private static boolean textual(String type, ObjectNode grader) {
        switch (type) {
            case "equals" -> grader.put("type", "equals").put("expected", VALUE).put("trim", false);
            case "contains", "contains-all" -> list(grader, "all", false);
            case "icontains", "icontains-all" -> list(grader, "all", true);
            case "contains-any" -> list(grader, "any", false);
            case "icontains-any" -> list(grader, "any", true);
            case "not-contains" -> list(grader, "none", false);
            case "not-icontains" -> list(grader, "none", true);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void list(ObjectNode grader, String key, boolean ignoreCase) {
        grader.put("type", "contains")
                .put("ignore_case", ignoreCase)
                .putArray(key)
                .add(VALUE);
    }

    private boolean graded(String type, JsonNode assertion, ObjectNode grader) {
        double threshold = assertion.path("threshold").asDouble(SIMILAR);
        switch (type) {
            case "regex", "not-regex" ->
                grader.put("type", "regex")
                        .put("pattern", assertion.path("value").asString(""))
                        .put("absent", type.startsWith("not-"));
            case "is-json" ->
                grader.put("type", "json_schema")
                        .put(
                                "schema",
                                assertion.path("value").isObject()
                                        ? assertion.path("value").toString()
                                        : "{}");
            case "rouge-n" -> similar(grader, "rouge_1", threshold);
            case "bleu", "gleu", "meteor" -> similar(grader, type, threshold);
            case "similar" -> {
                similar(grader, "cosine", threshold);
                grader.put("embedder", Embedders.STANDARD);
            }
            case "llm-rubric", "model-graded-closedqa" ->
                grader.put("type", "rubric")
                        .put("judge", judge(assertion))
                        .put("rubric", "Judge only whether the response meets the criterion.")
                        .put("prompt", "Criterion:\n" + VALUE + "\n\nResponse:\n{{sample.output_text}}");
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void similar(ObjectNode grader, String metric, double threshold) {
        grader.put("type", "similarity")
                .put("metric", metric)
                .put("at_least", threshold)
                .putArray("references")
                .add(VALUE);
    }

    private static boolean limit(String type, JsonNode assertion, ObjectNode grader) {
        double threshold = assertion.path("threshold").asDouble(0);
        switch (type) {
            case "latency" -> grader.put("type", "limit").put("latency", Math.round(threshold * 1000) + "us");
            case "cost" ->
                grader.put("type", "limit")
                        .put(
                                "cost",
                                "$"
                                        + assertion
                                                .path("threshold")
                                                .asDecimal(BigDecimal.ZERO)
                                                .toPlainString());
            default -> {
                return false;
            }
        }
        return true;
    }

    private String judge(JsonNode assertion) {
        String provider = assertion.path("provider").asString("");
        return provider.isEmpty() ? "judge" : provider.substring(provider.lastIndexOf(':') + 1);
    }

    /** The grader's name: an earlier one that is the same, unless this row has used it already. */
    private String named(String type, ObjectNode grader, JsonNode value, ObjectNode row) {
        List<String> names = made.computeIfAbsent(grader, _ -> new ArrayList<>());
        String name = names.stream()
                .filter(earlier -> !row.has(field(earlier)))
                .findFirst()
                .orElseGet(() -> {
                    String fresh = plan.name("graders", type);
                    plan.add("graders", fresh).setAll((ObjectNode) fill(grader, "{{item." + field(fresh) + "}}"));
                    names.add(fresh);
                    return fresh;
                });
        row.set(
                field(name),
                value.isString() ? JSON.stringNode(PromptfooText.filled(value.stringValue(), row)) : value);
        return name;
    }

    private static String field(String grader) {
        return "asserted_" + grader.replace('-', '_').replace('.', '_');
    }

    private static JsonNode fill(JsonNode value, String expression) {
        if (value.isObject()) {
            ObjectNode object = JSON.objectNode();
            value.properties().forEach(member -> object.set(member.getKey(), fill(member.getValue(), expression)));
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = JSON.arrayNode();
            value.forEach(element -> array.add(fill(element, expression)));
            return array;
        }
        return value.isString() ? JSON.stringNode(value.stringValue().replace(VALUE, expression)) : value;
    }
}
