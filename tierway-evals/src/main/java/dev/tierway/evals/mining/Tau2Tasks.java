package dev.tierway.evals.mining;

import dev.tierway.evals.network.ToolCall;
import dev.tierway.evals.simulate.Fact;
import dev.tierway.evals.simulate.Scenario;
import dev.tierway.evals.wording.Sentences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tasks of tau2-bench as scenarios. They are scenarios already, so nothing is guessed: the reason for the call is the
 * objective, the expected actions of the assistant are its calls.
 */
public final class Tau2Tasks {
    private Tau2Tasks() {}

    /**
     * The scenarios of {@code tasks.json}.
     *
     * @throws IOException when it cannot be read
     */
    public static List<Scenario> read(Path file) throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        for (JsonNode task : JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8))) {
            scenarios.add(scenario(task));
        }
        return scenarios;
    }

    private static Scenario scenario(JsonNode task) {
        JsonNode instructions = task.path("user_scenario").path("instructions");
        JsonNode criteria = task.path("evaluation_criteria");
        List<ToolCall> actions = new ArrayList<>();
        criteria.path("actions")
                .forEach(it -> actions.add(new ToolCall(it.path("name").asString(""), it.path("arguments"))));
        List<String> information = new ArrayList<>();
        criteria.path("communicate_info").forEach(it -> information.add(it.asString("")));
        JsonNode initial = task.path("initial_state");
        String persona = task.path("user_scenario").path("persona").asString("");
        String manner = instructions.path("task_instructions").asString("");
        return new Scenario(
                "tau2-" + task.path("id").asString(""),
                "",
                (persona + " " + manner).strip(),
                instructions.path("reason_for_call").asString(""),
                facts(instructions.path("known_info").asString("")),
                List.of(),
                Sentences.of(instructions.path("unknown_info").asString("")),
                new Scenario.Expected(
                        initial.isObject() ? Optional.of(initial) : Optional.empty(),
                        Optional.empty(),
                        actions,
                        information),
                false);
    }

    private static List<Fact> facts(String known) {
        List<Fact> facts = new ArrayList<>();
        for (String sentence : Sentences.of(known)) {
            facts.add(new Fact("fact_" + (facts.size() + 1), sentence));
        }
        return facts;
    }
}
