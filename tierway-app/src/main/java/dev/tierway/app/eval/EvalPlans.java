package dev.tierway.app.eval;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.config.YamlTree;
import dev.tierway.evals.suite.EvalPlan;
import dev.tierway.evals.suite.EvalPlanReader;
import java.nio.file.Path;

/** Reads suite files with the program's own YAML parser and the environment of a command. */
final class EvalPlans {
    /** Where commands look when no file is given. */
    static final String DEFAULT_FILE = "evals.yaml";

    private EvalPlans() {}

    /**
     * The plan in {@code file}.
     *
     * @throws dev.tierway.core.config.ConfigException with everything that is wrong
     */
    static EvalPlan read(Path file, Terminal terminal) {
        return new EvalPlanReader(YamlTree::parse, terminal.environment()::get).read(file);
    }
}
