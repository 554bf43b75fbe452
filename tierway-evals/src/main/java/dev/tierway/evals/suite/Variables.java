package dev.tierway.evals.suite;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigProblem;
import dev.tierway.core.config.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into the values of a tree: <code>${NAME}</code>; a doubled dollar sign before the brace keeps
 * it as it is. Confined to one thread.
 */
final class Variables {
    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, String> used = new LinkedHashMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    Variables(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The tree with all of them in place.
     *
     * @throws ConfigException naming those that are not set
     */
    ConfigNode resolve(ConfigNode root) {
        ConfigNode resolved = node(root);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return resolved;
    }

    /** The same mistakes told with names in place of values, which may be secrets. */
    ConfigException hidden(ConfigException wrong) {
        return new ConfigException(wrong.problems().stream()
                .map(problem -> new ConfigProblem(problem.at(), hidden(problem.message())))
                .toList());
    }

    private String hidden(String message) {
        String told = message;
        for (Map.Entry<String, String> variable : used.entrySet()) {
            if (!variable.getValue().isEmpty()) {
                told = told.replace(variable.getValue(), "${" + variable.getKey() + "}");
            }
        }
        return told;
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
        used.put(name, value);
        return value;
    }
}
