package dev.tierway.evals.mining;

import dev.tierway.evals.simulate.Scenario;
import dev.tierway.evals.simulate.ScenarioJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Mined scenarios, a line each, and the approval of a person: a second file with {@code {id, approved, objective}} a line,
 * in which {@code approved} is set to true and the objective may be put in better words.
 */
public final class MinedFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private MinedFile() {}

    /** The first of all that want the same with the same kinds of facts. */
    public static List<Scenario> withoutDuplicates(List<Scenario> mined) {
        Set<Object> seen = new HashSet<>();
        return mined.stream().filter(it -> seen.add(essence(it))).toList();
    }

    /** What two scenarios are the same in: intent, words of the objective, names of facts. */
    private static Object essence(Scenario scenario) {
        Set<String> names = new TreeSet<>(scenario.unknown());
        scenario.known().forEach(it -> names.add("known " + it.name()));
        scenario.withheld().forEach(it -> names.add("withheld " + it.name()));
        return List.of(scenario.intent(), Stems.of(scenario.objective()), names);
    }

    public static void write(Path file, List<Scenario> scenarios) throws IOException {
        lines(file, scenarios.stream().map(ScenarioJson::write).toList());
    }

    /** Writes what a person is to look through. */
    public static void writeApprovals(Path file, List<Scenario> scenarios) throws IOException {
        lines(
                file,
                scenarios.stream()
                        .map(it -> JSON.createObjectNode()
                                .put("id", it.id())
                                .put("approved", it.approved())
                                .put("objective", it.objective()))
                        .toList());
    }

    /**
     * The scenarios of {@code file}.
     *
     * @throws IOException when it cannot be read, or a line is no scenario
     */
    public static List<Scenario> read(Path file) throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        for (Line line : lines(file)) {
            try {
                scenarios.add(ScenarioJson.read(line.tree));
            } catch (IllegalArgumentException noScenario) {
                throw new IOException(file + ":" + line.number + ": " + noScenario.getMessage(), noScenario);
            }
        }
        return scenarios;
    }

    /**
     * The scenarios as a person approved them in {@code approvals}; those that are not named there stay as they are.
     *
     * @throws IOException when it cannot be read, or names a scenario that there is not
     */
    public static List<Scenario> approve(List<Scenario> scenarios, Path approvals) throws IOException {
        Map<String, JsonNode> byId = new HashMap<>();
        for (Line line : lines(approvals)) {
            byId.put(line.tree.path("id").asString(""), line.tree);
        }
        List<Scenario> approved = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            JsonNode approval = byId.remove(scenario.id());
            approved.add(approval == null ? scenario : approved(scenario, approval));
        }
        if (!byId.isEmpty()) {
            throw new IOException(approvals + " names scenarios that were not mined: "
                    + String.join(", ", new TreeSet<>(byId.keySet())));
        }
        return approved;
    }

    private static Scenario approved(Scenario scenario, JsonNode approval) {
        return new Scenario(
                scenario.id(),
                scenario.intent(),
                scenario.persona(),
                approval.path("objective").asString(scenario.objective()),
                scenario.known(),
                scenario.withheld(),
                scenario.unknown(),
                scenario.expected(),
                approval.path("approved").booleanValue(scenario.approved()));
    }

    private record Line(int number, JsonNode tree) {}

    private static List<Line> lines(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (text.isBlank()) {
                continue;
            }
            try {
                lines.add(new Line(number, JSON.readTree(text)));
            } catch (JacksonException malformed) {
                throw new IOException(file + ":" + number + ": not JSON: " + malformed.getOriginalMessage(), malformed);
            }
        }
        return lines;
    }

    private static void lines(Path file, List<ObjectNode> lines) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (ObjectNode line : lines) {
                out.write(line.toString());
                out.newLine();
            }
        }
    }
}
