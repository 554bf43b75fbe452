package dev.tierway.evals.grader;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.target.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a program of the user's judge. It reads {@code {case, sample}} and writes {@code {pass, score, reason}}; without
 * output its exit code says: 0 passes, 1 fails. Whatever else it does leaves the sample unscored.
 */
final class CommandGrader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private CommandGrader() {}

    static Grader of(GraderSpec.Command spec, GraderParts parts) {
        if (!parts.allowCommands()) {
            throw new IllegalArgumentException("programs may not run: set run.allow_commands or give --allow-commands"
                    + " if you trust " + spec.argv().getFirst());
        }
        List<String> argv = resolved(spec.argv(), parts.folder());
        ContainedProcess program = new ContainedProcess(argv, spec.timeout(), sandbox(parts));
        return new Inspection(spec, false, scope -> {
            byte[] input = JSON.writeValueAsBytes(input(scope.evidence()));
            return switch (program.run(input)) {
                case ContainedProcess.Outcome.Stopped(String reason) -> Grade.unscored(reason);
                case ContainedProcess.Outcome.Ended ended -> grade(ended);
            };
        });
    }

    private static Sandbox sandbox(GraderParts parts) {
        try {
            return Sandbox.strictest(parts.folder());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted while looking for a sandbox");
        }
    }

    /** The program by its own name when it is on the path, else as a file beside the suite; its files likewise. */
    private static List<String> resolved(List<String> argv, Path folder) {
        return argv.stream()
                .map(word -> {
                    Path file = folder.resolve(word).toAbsolutePath();
                    return word.contains(".") && Files.isRegularFile(file) ? file.toString() : word;
                })
                .toList();
    }

    private static ObjectNode input(Evidence evidence) {
        Case example = evidence.example();
        Sample sample = evidence.sample();
        ObjectNode input = JSON.createObjectNode();
        ObjectNode shown = input.putObject("case").put("id", example.id());
        put(shown, "input", example.input());
        put(shown, "expected", example.expected());
        shown.set("item", example.item());
        ObjectNode made = input.putObject("sample").put("output_text", sample.text());
        ArrayNode turns = made.putArray("turns");
        sample.transcript()
                .forEach(
                        turn -> turns.addObject().put("speaker", turn.speaker()).put("text", turn.text()));
        put(made, "state", sample.state());
        made.set("inside", sample.inside());
        return input;
    }

    private static void put(ObjectNode object, String name, JsonNode value) {
        if (!value.isMissingNode()) {
            object.set(name, value);
        }
    }

    private static Grade grade(ContainedProcess.Outcome.Ended ended) {
        String output = new String(ended.output(), StandardCharsets.UTF_8).strip();
        if (output.isEmpty() && (ended.exitCode() == 0 || ended.exitCode() == 1)) {
            return Grade.of(ended.exitCode() == 0, "the program ended with " + ended.exitCode());
        }
        if (ended.exitCode() != 0) {
            return Grade.unscored("the program ended with " + ended.exitCode() + ": " + JsonDifferences.shown(output));
        }
        JsonNode answer = EvidenceScope.json(output);
        JsonNode pass = answer.path("pass");
        JsonNode score = answer.path("score");
        boolean usable = score.isMissingNode() || (score.isNumber() && Double.isFinite(score.asDouble()));
        if (!pass.isBoolean() || !usable) {
            return Grade.unscored(
                    "the program must write {\"pass\": true or false, \"score\": number, \"reason\": text}, not '"
                            + JsonDifferences.shown(output) + "'");
        }
        double degree = score.isNumber() ? score.asDouble() : pass.booleanValue() ? 1 : 0;
        return Grade.scored(pass.booleanValue(), degree, answer.path("reason").asString("no reason given"));
    }
}
