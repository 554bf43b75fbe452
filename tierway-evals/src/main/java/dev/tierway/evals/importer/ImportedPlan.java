package dev.tierway.evals.importer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A suite file in the making, with the files beside it. Confined to one thread. */
public final class ImportedPlan {
    private static final String FILE = "evals.yaml";

    private final ObjectNode plan = JsonNodeFactory.instance.objectNode();
    private final SequencedMap<String, String> files = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    ImportedPlan(String project) {
        plan.put("version", 1).put("project", project.isBlank() ? "imported" : project);
        List.of("targets", "datasets", "graders", "suites").forEach(plan::putObject);
    }

    /** The suite file and the files it names, by name. */
    public Map<String, String> files() {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        all.put(FILE, yaml());
        all.putAll(files);
        return all;
    }

    /** What was left out or changed, a sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    /** A new entry of a section: targets, datasets, graders, suites. */
    ObjectNode add(String section, String name) {
        return ((ObjectNode) plan.path(section)).putObject(name);
    }

    boolean isEmpty(String section) {
        return plan.path(section).isEmpty();
    }

    ObjectNode section(String name) {
        return plan.withObject("/" + name);
    }

    /** Rows as JSONL in a file beside the suite file. */
    void rows(String file, List<? extends JsonNode> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(row).append('\n'));
        files.put(file, lines.toString());
    }

    void text(String file, String content) {
        files.put(file, content);
    }

    /** A name that can stand in a suite file and is not taken in its section yet. */
    String name(String section, String wanted) {
        StringBuilder plain = new StringBuilder();
        wanted.strip()
                .codePoints()
                .limit(60)
                .forEach(c -> plain.appendCodePoint(
                        Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' ? c : '-'));
        String base = plain.isEmpty() ? section.substring(0, section.length() - 1) : plain.toString();
        String name = base;
        for (int i = 2; plan.path(section).has(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /** Sections as blocks, their entries a line each; JSON is YAML. */
    private String yaml() {
        StringBuilder yaml = new StringBuilder();
        for (Map.Entry<String, JsonNode> member : plan.properties()) {
            JsonNode value = member.getValue();
            if (!value.isObject()) {
                yaml.append(member.getKey()).append(": ").append(escaped(value)).append('\n');
            } else if (!value.isEmpty()) {
                yaml.append('\n').append(member.getKey()).append(":\n");
                value.properties()
                        .forEach(entry -> yaml.append("  ")
                                .append(JsonNodeFactory.instance.stringNode(entry.getKey()))
                                .append(": ")
                                .append(escaped(entry.getValue()))
                                .append('\n'));
            }
        }
        return yaml.toString();
    }

    /** As the suite file writes it: a dollar before a brace would name an environment variable. */
    private static String escaped(JsonNode value) {
        return value.toString().replace("${", "$${");
    }
}
