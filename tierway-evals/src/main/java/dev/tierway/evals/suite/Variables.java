package dev.tierway.evals.suite;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts environment variables into the values of a tree: <code>${NAME}</code>; a doubled dollar sign before the brace keeps it as it is. */
final class Variables {
    private final UnaryOperator<@Nullable String> environment;
    private final List<ConfigProblem> problems = new ArrayList<>();

    private Variables(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The tree with all of them in place.
     *
     * @throws ConfigException naming those that are not set
     */
    static ConfigNode resolve(ConfigNode root, UnaryOperator<@Nullable String> environment) {
        Variables variables = new Variables(environment);
        ConfigNode resolved = variables.node(root);
        if (!variables.problems.isEmpty()) {
            throw new ConfigException(variables.problems);
        }
        return resolved;
    }

    private ConfigNode node(ConfigNode node) {
        return switch (node) {
            case ConfigNode.Empty empty -> empty;
            case ConfigNode.Scalar scalar ->
                scalar.text().contains("${")
                        ? new ConfigNode.Scalar(scalar.at(), text(scalar.at(), scalar.text()), scalar.plain())
                        : scalar;
            case ConfigNode.Sequence sequence ->
                new ConfigNode.Sequence(
                        sequence.at(), sequence.items().stream().map(this::node).toList());
            case ConfigNode.Mapping mapping ->
                new ConfigNode.Mapping(
                        mapping.at(),
                        mapping.entries().stream()
                                .map(it -> new ConfigNode.Entry(it.at(), it.key(), node(it.value())))
                                .toList());
        };
    }

    private String text(Location at, String text) {
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (true) {
            int open = text.indexOf("${", done);
            if (open < 0) {
                return out.append(text, done, text.length()).toString();
            }
            if (open > done && text.charAt(open - 1) == '$') {
                out.append(text, done, open - 1).append("${");
                done = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                problems.add(new ConfigProblem(at, "'${' without '}'; write $${ for the characters themselves"));
                return text;
            }
            out.append(text, done, open).append(value(at, text.substring(open + 2, close)));
            done = close + 1;
        }
    }

    private String value(Location at, String name) {
        String value = environment.apply(name);
        if (value == null) {
            problems.add(new ConfigProblem(at, "environment variable " + name + " is not set"));
            return "";
        }
        return value;
    }
}
