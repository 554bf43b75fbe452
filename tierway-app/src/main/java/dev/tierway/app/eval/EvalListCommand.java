package dev.tierway.app.eval;

import dev.tierway.app.admin.Table;
import dev.tierway.app.cli.ExitCode;
import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.run.RunDirectory;
import dev.tierway.evals.run.RunEnd;
import dev.tierway.evals.run.RunManifest;
import dev.tierway.evals.suite.EvalPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

@Command(name = "list", description = "The runs there are, the latest first.")
final class EvalListCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Terminal terminal;

    @Mixin
    private EvalOptions files = new EvalOptions();

    EvalListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        EvalPlan plan = files.plan(terminal);
        List<RunDirectory> runs = RunDirectory.list(files.runs(plan));
        if (files.json()) {
            ArrayNode all = JSON.createArrayNode();
            for (RunDirectory run : runs) {
                RunManifest manifest = run.manifest();
                all.addObject()
                        .put("run", run.id())
                        .put("started_at", manifest.startedAt().toString())
                        .put("suites", suites(manifest))
                        .put("end", end(manifest))
                        .put("verdict", verdict(run));
            }
            terminal.out().println(all);
            return ExitCode.OK;
        }
        Table table = Table.of(List.of("RUN", "STARTED", "SUITES", "END", "GATE"), List.of("RESULTS"));
        for (RunDirectory run : runs) {
            RunManifest manifest = run.manifest();
            table.row(
                    run.id(),
                    manifest.startedAt().toString(),
                    suites(manifest),
                    end(manifest),
                    verdict(run),
                    String.valueOf(manifest.end().map(RunEnd::done).orElse(manifest.results())));
        }
        terminal.out().print(table);
        return ExitCode.OK;
    }

    private static String suites(RunManifest manifest) {
        return manifest.suites().stream()
                .map(it -> it.name() + " on " + it.target())
                .collect(Collectors.joining(", "));
    }

    private static String end(RunManifest manifest) {
        return manifest.end().map(it -> it.outcome().wireName()).orElse("unfinished");
    }

    /** As its summary says; empty before there is one. */
    private static String verdict(RunDirectory run) throws IOException {
        return Files.isRegularFile(run.summary())
                ? Optional.of(JSON.readTree(Files.readAllBytes(run.summary())))
                        .map(it -> it.path("verdict"))
                        .filter(JsonNode::isString)
                        .map(JsonNode::asString)
                        .orElse("")
                : "";
    }
}
