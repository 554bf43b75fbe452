package dev.tierway.app.eval;

import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.evals.run.CaseResult;
import dev.tierway.evals.run.ResultStream;
import dev.tierway.evals.run.ResultsFile;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "replay", description = "Show a conversation of a run turn by turn, with what went on inside.")
final class SimReplayCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run, or latest.")
    private String run = "";

    @Parameters(index = "1", paramLabel = "CASE", description = "Id of the scenario.")
    private String example = "";

    @Option(names = "--trial", defaultValue = "1", paramLabel = "N", description = "Which trial (default 1).")
    private int trial = 1;

    @Option(names = "--runs", defaultValue = "eval-runs", paramLabel = "DIR", description = "Default eval-runs.")
    private Path runs = Path.of("eval-runs");

    SimReplayCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Mistakes.told(this::replay);
    }

    private int replay() throws IOException {
        RunDirectory directory = RunDirectory.find(runs, run);
        CaseResult result = find(directory)
                .orElseThrow(() -> new UsageException(
                        "run " + directory.id() + " has no trial " + trial + " of the case '" + example + "'"));
        Sample sample = result.sample()
                .orElseThrow(() -> new UsageException(
                        "that trial has no conversation: " + result.error().orElse("unknown")));
        print(sample);
        result.grades()
                .forEach((name, grade) ->
                        terminal.out().println(name + ": " + grade.verdict().wireName() + " (" + grade.reason() + ")"));
        return ExitCode.OK;
    }

    private Optional<CaseResult> find(RunDirectory directory) throws IOException {
        try (ResultStream results = ResultsFile.read(directory.results())) {
            while (results.hasNext()) {
                CaseResult result = results.next();
                if (result.key().caseId().equals(example) && result.key().trial() == trial) {
                    return Optional.of(result);
                }
            }
        }
        return Optional.empty();
    }

    private void print(Sample sample) {
        JsonNode inside = sample.inside();
        JsonNode customer = inside.path("customer");
        if (customer.isObject()) {
            terminal.out()
                    .println("played by " + customer.path("model").asString("") + ", "
                            + customer.path("persona").asString(""));
        }
        for (int i = 0; i < sample.transcript().size(); i++) {
            Turn turn = sample.transcript().get(i);
            if (turn.speaker().equals(Turn.ASSISTANT)) {
                steps(inside, i);
            }
            terminal.out().println(turn.speaker() + ": " + turn.text());
        }
        if (customer.isObject()) {
            terminal.out().println("ended: " + customer.path("ending").asString(""));
            JsonNode funnel = inside.path("funnel");
            terminal.out()
                    .println("came to: " + funnel.path("outcome").asString("") + " ("
                            + funnel.path("reason").asString("") + ")");
        }
        sample.spoiled().ifPresent(it -> terminal.out().println("spoiled: " + it));
    }

    /** What the agent did before it said the turn at {@code index}. */
    private void steps(JsonNode inside, int index) {
        for (JsonNode step : inside.path("steps")) {
            if (step.path("turn").asInt(-1) == index) {
                String what = step.path("kind").asString("") + " "
                        + step.path("name").asString(step.path("intent").asString(""));
                terminal.out()
                        .println("  [" + what.strip() + (step.path("ok").booleanValue(true) ? "]" : ", refused]"));
            }
        }
        for (JsonNode call : inside.path("tool_calls")) {
            if (call.path("turn").asInt(-1) == index) {
                terminal.out()
                        .println("    " + call.path("name").asString("") + call.path("arguments") + " -> "
                                + call.path("result"));
            }
        }
    }
}
