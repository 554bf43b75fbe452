package dev.tierway.evals.importer;

import dev.tierway.evals.embedding.Embedders;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a suite file of an eval of OpenAI's hosted API: its testing criteria become graders, the rows of a run's data
 * source a dataset, and the model of a run the target. The templates of that API mean the same here.
 */
public final class OpenAiEvalsImporter {
    private static final String OUTPUT = "{{sample.output_text}}";

    private final ImportedPlan plan;
    private final List<String> graders = new ArrayList<>();

    private OpenAiEvalsImporter(ImportedPlan plan) {
        this.plan = plan;
    }

    /**
     * The plan for an eval.
     *
     * @param eval as {@code GET /v1/evals/{id}} gives it
     * @param run as {@code GET /v1/evals/{id}/runs/{id}} gives it; a missing node without one
     * @param rows the data, each with an {@code item} and maybe a {@code sample}; empty takes what is in {@code run}
     * @throws IllegalArgumentException when {@code eval} is none
     */
    public static ImportedPlan read(JsonNode eval, JsonNode run, List<JsonNode> rows) {
        if (!eval.path("testing_criteria").isArray()) {
            throw new IllegalArgumentException(
                    "this is no eval: it has no list 'testing_criteria'; save what GET /v1/evals/EVAL_ID answers");
        }
        ImportedPlan plan = new ImportedPlan(eval.path("name").asString("imported"));
        OpenAiEvalsImporter importer = new OpenAiEvalsImporter(plan);
        eval.path("testing_criteria").forEach(criterion -> importer.criterion(criterion, ""));
        String target = importer.data(run.path("data_source"), rows);
        if (importer.graders.isEmpty()) {
            throw new IllegalArgumentException("no testing criterion could be carried over: " + plan.notes());
        }
        ObjectNode suite = plan.add("suites", "eval");
        suite.put("target", target).put("dataset", "items");
        importer.graders.forEach(suite.putArray("graders")::add);
        return plan;
    }

    /** Adds a grader and gives its name; empty when it cannot be carried over. */
    private String criterion(JsonNode criterion, String prefix) {
        String type = criterion.path("type").asString("");
        String given = prefix + criterion.path("name").asString(type);
        String name = plan.name("graders", given);
        boolean known = switch (type) {
            case "string_check" -> stringCheck(criterion, name);
            case "text_similarity" -> similarity(criterion, name);
            case "label_model" -> label(criterion, name);
            case "score_model" -> score(criterion, name);
            case "python" -> python(criterion, name);
            case "multi" -> multi(criterion, name);
            default -> false;
        };
        if (!known) {
            plan.note("criterion '" + given + "' (" + type + ") is left out: there is no such grader here");
            return "";
        }
        if (prefix.isEmpty()) {
            graders.add(name);
        }
        return name;
    }

    private boolean stringCheck(JsonNode criterion, String name) {
        String operation = criterion.path("operation").asString("eq");
        String reference = criterion.path("reference").asString("");
        if ("ne".equals(operation)) {
            return false;
        }
        ObjectNode grader = plan.add("graders", name);
        if ("eq".equals(operation)) {
            grader.put("type", "equals").put("expected", reference).put("trim", false);
        } else {
            grader.put("type", "contains").put("ignore_case", "ilike".equals(operation));
            grader.putArray("all").add(reference);
        }
        grader.put("actual", criterion.path("input").asString(OUTPUT));
        return true;
    }

    private boolean similarity(JsonNode criterion, String name) {
        String metric = criterion.path("evaluation_metric").asString("fuzzy_match");
        ObjectNode grader = plan.add("graders", name).put("type", "similarity").put("metric", metric);
        grader.put("actual", criterion.path("input").asString(OUTPUT));
        grader.put("at_least", criterion.path("pass_threshold").asDouble(0.5));
        grader.putArray("references").add(criterion.path("reference").asString(""));
        if ("cosine".equals(metric)) {
            grader.put("embedder", Embedders.STANDARD);
            plan.note("grader '" + name + "' compares with the local embedder " + Embedders.STANDARD
                    + ": its scores differ from those of OpenAI's model, so look at its threshold again");
        }
        return true;
    }

    private boolean label(JsonNode criterion, String name) {
        ObjectNode grader = judge(criterion, name, "label", "instructions");
        grader.set("labels", criterion.path("labels"));
        grader.set("passing", criterion.path("passing_labels"));
        return true;
    }

    private boolean score(JsonNode criterion, String name) {
        ObjectNode grader = judge(criterion, name, "rubric", "rubric");
        if (criterion.path("range").isArray()) {
            grader.set("scale", criterion.path("range"));
        }
        if (criterion.path("pass_threshold").isNumber()) {
            grader.set("pass_at", criterion.path("pass_threshold"));
        }
        return true;
    }

    /** System and developer messages are what the judge is told, the others what it is shown. */
    private ObjectNode judge(JsonNode criterion, String name, String type, String told) {
        StringBuilder instructions = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        for (JsonNode message : criterion.path("input")) {
            String role = message.path("role").asString("user");
            boolean instruction = "system".equals(role) || "developer".equals(role);
            StringBuilder text = instruction ? instructions : shown;
            text.append(text.isEmpty() ? "" : "\n\n").append(content(message.path("content")));
        }
        ObjectNode grader = plan.add("graders", name).put("type", type);
        grader.put("judge", criterion.path("model").asString("judge"));
        grader.put(told, instructions.isEmpty() ? "Judge the response." : instructions.toString());
        if (!shown.isEmpty()) {
            grader.put("prompt", shown.toString());
        }
        return grader;
    }

    private boolean python(JsonNode criterion, String name) {
        String file = name + ".py";
        double passing = criterion.path("pass_threshold").asDouble(0.5);
        plan.text(file, criterion.path("source").asString("") + "\n\n" + PythonGlue.of(passing));
        ObjectNode grader = plan.add("graders", name).put("type", "command");
        grader.putArray("run").add("python3").add(file);
        plan.note("grader '" + name + "' runs " + file
                + " on this machine: it needs python3, the packages it imports, and run.allow_commands; read it first");
        return true;
    }

    private boolean multi(JsonNode criterion, String name) {
        List<String> parts = new ArrayList<>();
        for (var part : criterion.path("graders").properties()) {
            ObjectNode named = part.getValue().isObject() ? ((ObjectNode) part.getValue()).deepCopy() : null;
            if (named != null) {
                parts.add(criterion(named.put("name", part.getKey()), name + "-"));
            }
        }
        parts.removeIf(String::isEmpty);
        if (parts.isEmpty()) {
            return false;
        }
        ArrayNode of = plan.add("graders", name)
                .put("type", "multi")
                .put("rule", "all")
                .putArray("of");
        parts.forEach(of::add);
        plan.note("grader '" + name + "' passes when all its parts pass; its formula '"
                + criterion.path("calculate_output").asString("") + "' is left out");
        return true;
    }

    /** Adds dataset and target, and gives the target's name. */
    private String data(JsonNode source, List<JsonNode> given) {
        List<JsonNode> rows = new ArrayList<>(given);
        if (rows.isEmpty()) {
            source.path("source").path("content").forEach(rows::add);
        }
        List<JsonNode> items = new ArrayList<>();
        List<JsonNode> samples = new ArrayList<>();
        for (JsonNode row : rows) {
            JsonNode item = row.path("item").isObject() ? row.path("item") : row;
            items.add(item);
            String id = item.path("id").isMissingNode()
                    ? Integer.toString(items.size())
                    : item.path("id").asString();
            row.path("sample").path("output_text").asStringOpt().ifPresent(text -> {
                ObjectNode sample = ((ObjectNode) row).objectNode();
                samples.add(sample.put("id", id).put("output", text));
            });
        }
        if (items.isEmpty()) {
            plan.note("there are no rows: save the file of the run's data source as items.jsonl");
        }
        plan.rows("items.jsonl", items);
        plan.add("datasets", "items").put("file", "items.jsonl");
        if (!items.isEmpty() && samples.size() == items.size()) {
            plan.rows("samples.jsonl", samples);
            plan.add("targets", "recorded").put("recorded", "samples.jsonl");
            return "recorded";
        }
        return model(source);
    }

    private String model(JsonNode source) {
        String model = source.path("model").asString("");
        if (model.isEmpty()) {
            plan.note("no model is named: the target asks the alias 'assistant', with the row's field 'input'");
        }
        String name = plan.name("targets", model.isEmpty() ? "assistant" : model);
        ObjectNode target = plan.add("targets", name).put("model", model.isEmpty() ? "assistant" : model);
        JsonNode messages = source.path("input_messages");
        if (messages.path("template").isArray()) {
            ArrayNode list = target.putArray("messages");
            messages.path("template")
                    .forEach(message -> list.addObject()
                            .put("role", message.path("role").asString("user"))
                            .put("content", content(message.path("content"))));
        } else {
            messages.path("item_reference")
                    .asStringOpt()
                    .ifPresent(reference -> target.put("prompt", "{{" + reference + "}}"));
        }
        ObjectNode parameters = target.objectNode();
        source.path("sampling_params").properties().forEach(parameter -> {
            boolean renamed = "max_completions_tokens".equals(parameter.getKey());
            parameters.set(renamed ? "max_completion_tokens" : parameter.getKey(), parameter.getValue());
        });
        if (!parameters.isEmpty()) {
            target.set("parameters", parameters);
        }
        return name;
    }

    /** The text of a message: plain, one part, or a list of parts. */
    private static String content(JsonNode content) {
        if (content.isArray()) {
            StringBuilder parts = new StringBuilder();
            content.forEach(part -> parts.append(content(part)));
            return parts.toString();
        }
        return content.isObject() ? content.path("text").asString("") : content.asString("");
    }
}
