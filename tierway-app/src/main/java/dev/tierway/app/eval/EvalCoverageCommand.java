package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.coverage.Coverage;
import dev.tierway.evals.coverage.Impact;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.summary.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "coverage",
        description = "Which prompts, intents, routines and tools lack a component or an end-to-end eval;"
                + " with --changed, what a change of files touches.")
final class EvalCoverageCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Terminal terminal;

    @Mixin
    private EvalOptions files = new EvalOptions();

    @Option(names = "--changed", arity = "1..*", paramLabel = "FILE", description = "Files that changed.")
    private List<Path> changed = new ArrayList<>();

    EvalCoverageCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EvalPlan plan = files.plan(terminal);
        Reviews reviews = new Reviews(plan, files.runs(plan));
        if (changed.isEmpty()) {
            return coverage(reviews.coverage());
        }
        impact(Impact.of(plan, reviews.networks(), changed));
        return ExitCode.OK;
    }

    private int coverage(Coverage coverage) {
        double share = coverage.share().map(Interval::estimate).orElse(1.0);
        if (files.json()) {
            ObjectNode json = JSON.createObjectNode().put("coverage", share);
            ArrayNode parts = json.putArray("parts");
            coverage.parts()
                    .forEach(it -> parts.addObject()
                            .put("kind", it.kind().wireName())
                            .put("name", it.name())
                            .put("component", it.component())
                            .put("end_to_end", it.endToEnd()));
            terminal.out().println(json);
            return ExitCode.OK;
        }
        Table table = Table.ofTexts("KIND", "NAME", "COMPONENT EVAL", "END-TO-END EVAL");
        coverage.missing()
                .forEach(it -> table.row(
                        it.kind().wireName(),
                        it.name(),
                        it.component() ? "yes" : "missing",
                        it.endToEnd() ? "yes" : "missing"));
        if (!coverage.missing().isEmpty()) {
            terminal.out().print(table);
        }
        int all = coverage.parts().size();
        terminal.out()
                .println(
                        all == 0
                                ? "no network and no prompt file says what needs evals"
                                : Shown.percent(share) + ": "
                                        + (all - coverage.missing().size()) + " of " + all
                                        + " prompts, intents, routines and tools have both");
        return ExitCode.OK;
    }

    private void impact(Impact impact) {
        if (files.json()) {
            ObjectNode json = JSON.createObjectNode();
            ObjectNode suites = json.putObject("suites");
            impact.suites().forEach((suite, groups) -> groups.forEach(suites.putArray(suite)::add));
            impact.unused().forEach(it -> json.withArray("unused").add(it.toString()));
            terminal.out().println(json);
            return;
        }
        Table table = Table.ofTexts("SUITE", "GROUPS");
        impact.suites()
                .forEach((suite, groups) -> table.row(suite, groups.isEmpty() ? "all" : String.join(", ", groups)));
        terminal.out().print(table);
        impact.unused().forEach(it -> terminal.out().println("nothing is made of " + it));
    }
}
