package dev.tierway.evals.importer;

import dev.tierway.evals.dataset.DataFormat;
import dev.tierway.evals.dataset.RowStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a suite file of a promptfoo configuration. Each prompt with each provider is a target; tests that assert the same
 * kinds of things are a dataset and a suite, and what they assert stands in their rows.
 */
public final class PromptfooImporter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> KEYS =
            List.of("description", "prompts", "providers", "targets", "tests", "defaultTest");

    private final ImportedPlan plan;
    private final Path folder;
    private final List<String> targets = new ArrayList<>();

    private PromptfooImporter(ImportedPlan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    /**
     * The plan for a configuration.
     *
     * @param folder that of the configuration, for tests in files of their own
     * @throws IllegalArgumentException when it is none
     */
    public static ImportedPlan read(JsonNode config, Path folder) {
        JsonNode providers = config.has("providers") ? config.path("providers") : config.path("targets");
        if (providers.isMissingNode() || config.path("tests").isMissingNode()) {
            throw new IllegalArgumentException("this is no promptfoo configuration: it needs 'providers' and 'tests'");
        }
        PromptfooImporter importer = new PromptfooImporter(
                new ImportedPlan(config.path("description").asString("")), folder);
        config.propertyNames().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key -> importer.plan.note("'" + key + "' is left out"));
        importer.targets(listed(providers), listed(config.path("prompts")));
        importer.tests(importer.rows(config.path("tests")), config.path("defaultTest"));
        if (importer.plan.isEmpty("suites")) {
            throw new IllegalArgumentException("no test could be carried over: " + importer.plan.notes());
        }
        return importer.plan;
    }

    private void targets(List<JsonNode> providers, List<JsonNode> prompts) {
        List<JsonNode> asked = prompts.isEmpty() ? List.of(JSON.stringNode("{{input}}")) : prompts;
        for (JsonNode provider : providers) {
            String id = provider.isObject() ? provider.path("id").asString("") : provider.asString("");
            String model = id.substring(id.lastIndexOf(':') + 1);
            if (model.isEmpty() || id.startsWith("file:") || id.startsWith("exec:") || id.startsWith("python:")) {
                plan.note("provider '" + id + "' is left out: only models behind a gateway are targets");
                continue;
            }
            for (JsonNode prompt : asked) {
                target(provider, model, prompt);
            }
        }
    }

    private void target(JsonNode provider, String model, JsonNode prompt) {
        String text = prompt.isObject()
                ? prompt.path("raw").asString(prompt.path("id").asString(""))
                : prompt.asString("");
        if (text.endsWith(".js") || text.endsWith(".py")) {
            plan.note("prompt '" + text + "' is left out: it is a program");
            return;
        }
        String name = plan.name("targets", provider.path("label").asString(model));
        targets.add(name);
        ObjectNode target = plan.add("targets", name).put("model", model);
        if (text.startsWith("file://")) {
            plan.note("prompt file " + text
                    + " is used as it is: copy it beside evals.yaml and write {{item.x}} for {{x}}");
        }
        target.put("prompt", PromptfooText.carried(text, plan));
        ObjectNode parameters = JSON.objectNode();
        provider.path("config").properties().forEach(setting -> {
            if (List.of("temperature", "max_tokens", "top_p", "seed", "stop", "response_format", "tools", "tool_choice")
                    .contains(setting.getKey())) {
                parameters.set(setting.getKey(), setting.getValue());
            } else {
                plan.note("setting '" + setting.getKey() + "' of provider '" + model + "' is left out");
            }
        });
        if (!parameters.isEmpty()) {
            target.set("parameters", parameters);
        }
    }

    /** Tests, those in files of their own too. */
    private List<JsonNode> rows(JsonNode tests) {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode test : listed(tests)) {
            if (test.isObject()) {
                rows.add(test);
                continue;
            }
            String reference = test.asString("");
            Path file = folder.resolve(reference.startsWith("file://") ? reference.substring(7) : reference);
            DataFormat format = DataFormat.of(file)
                    .orElseThrow(() -> new IllegalArgumentException("tests in " + reference + " cannot be read"));
            try (RowStream stream = RowStream.open(file, format)) {
                stream.forEachRemaining(row -> rows.add(row.item().has("vars") ? row.item() : table(row.item())));
            }
        }
        return rows;
    }

    /** A row of a table of tests: columns are variables, {@code __expected} is an assertion. */
    private static ObjectNode table(ObjectNode row) {
        ObjectNode test = JSON.objectNode();
        ObjectNode vars = test.putObject("vars");
        ArrayNode asserted = test.putArray("assert");
        row.properties().forEach(column -> {
            if (!column.getKey().startsWith("__")) {
                vars.set(column.getKey(), column.getValue());
            } else if (column.getKey().startsWith("__expected")
                    && !column.getValue().asString("").isEmpty()) {
                asserted.add(PromptfooText.assertion(column.getValue().asString("")));
            }
        });
        return test;
    }

    private void tests(List<JsonNode> tests, JsonNode defaults) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("no provider could be carried over: " + plan.notes());
        }
        PromptfooAssertions assertions = new PromptfooAssertions(plan);
        SequencedMap<List<String>, List<JsonNode>> bySuite = new LinkedHashMap<>();
        int number = 0;
        for (JsonNode test : tests) {
            number++;
            ObjectNode row = JSON.objectNode().put("id", Integer.toString(number));
            defaults.path("vars").properties().forEach(var -> row.set(var.getKey(), var.getValue()));
            test.path("vars").properties().forEach(var -> row.set(var.getKey(), var.getValue()));
            List<JsonNode> asserted = new ArrayList<>(listed(defaults.path("assert")));
            asserted.addAll(listed(test.path("assert")));
            List<String> graders = new ArrayList<>();
            for (JsonNode assertion : asserted) {
                assertions.grader(assertion, row, "test " + number).ifPresent(graders::add);
            }
            if (graders.isEmpty()) {
                plan.note("test " + number + " is left out: nothing that it asserts could be carried over");
            } else {
                bySuite.computeIfAbsent(graders, _ -> new ArrayList<>()).add(row);
            }
        }
        int suites = 0;
        for (Map.Entry<List<String>, List<JsonNode>> suite : bySuite.entrySet()) {
            suites++;
            String name = bySuite.size() == 1 ? "tests" : "tests-" + suites;
            plan.rows(name + ".jsonl", suite.getValue());
            plan.add("datasets", name).put("file", name + ".jsonl").put("id", "id");
            ObjectNode made = plan.add("suites", name).put("dataset", name);
            targets.forEach(made.putArray("target")::add);
            suite.getKey().forEach(made.putArray("graders")::add);
        }
    }

    private static List<JsonNode> listed(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(items::add);
        } else {
            items.add(value);
        }
        return items;
    }
}
