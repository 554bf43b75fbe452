package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.evals.suite.EvalPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which suite file a command works with, and where its runs are. */
final class EvalOptions {
    @Option(
            names = {"-c", "--config"},
            defaultValue = EvalPlans.DEFAULT_FILE,
            paramLabel = "FILE",
            description = "The suite file (default " + EvalPlans.DEFAULT_FILE + ").")
    private Path config = Path.of(EvalPlans.DEFAULT_FILE);

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where runs are kept (default eval-runs beside the suite file).")
    private @Nullable Path runs;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    /**
     * The plan in the suite file.
     *
     * @throws dev.tierway.core.config.ConfigException with everything that is wrong
     */
    EvalPlan plan(Terminal terminal) {
        return EvalPlans.read(config, terminal);
    }

    Path runs(EvalPlan plan) {
        return runs != null ? runs : plan.folder().resolve("eval-runs");
    }

    boolean json() {
        return json;
    }
}
