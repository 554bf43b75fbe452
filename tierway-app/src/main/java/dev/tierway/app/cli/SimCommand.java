package dev.tierway.app.cli;

import dev.tierway.core.config.NearestName;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sim", description = "Run the production scheduler through a simulated story.")
final class SimCommand implements Callable<Integer> {
    private final Simulations simulations;
    private final Terminal terminal;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SCENARIO", description = "Which story; see --list.")
    private @Nullable String scenario;

    @Option(names = "--list", description = "List the scenarios.")
    private boolean list;

    @Option(names = "--seeds", defaultValue = "10", paramLabel = "N", description = "Independent runs (default 10).")
    private int seeds;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    SimCommand(Simulations simulations, Terminal terminal) {
        this.simulations = simulations;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Simulations.Scenario> scenarios = simulations.scenarios();
        if (list) {
            scenarios.forEach(it -> terminal.out().println(TextColumns.left(it.name(), 26) + it.story()));
            return ExitCode.OK;
        }
        if (seeds < 1 || seeds > 1_000) {
            throw new UsageException("--seeds must be from 1 to 1000, not " + seeds);
        }
        List<String> names = scenarios.stream().map(Simulations.Scenario::name).toList();
        if (scenario == null) {
            throw new UsageException("name a scenario: " + String.join(", ", names));
        }
        if (!names.contains(scenario)) {
            throw new UsageException("unknown scenario '" + scenario + "'; " + NearestName.hint(scenario, names));
        }
        terminal.out().println(simulations.run(scenario, seeds, json));
        return ExitCode.OK;
    }
}
