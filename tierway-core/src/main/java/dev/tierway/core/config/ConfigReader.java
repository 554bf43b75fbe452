package dev.tierway.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mapping by key. A missing or malformed value is noted and stands in as its format's placeholder, so that one
 * pass finds every mistake; a key that was never asked for is an error that names the nearest one that was.
 *
 * <p>Confined to one thread and to the binding it was handed to.
 */
public final class ConfigReader {
    private final ConfigNode.Mapping mapping;
    private final List<ConfigProblem> problems;
    private final Set<String> asked = new LinkedHashSet<>();

    private ConfigReader(ConfigNode.Mapping mapping, List<ConfigProblem> problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /**
     * Binds the mapping {@code root}. What {@code binding} makes may be checked by {@code checks} once everything in it
     * could be read.
     *
     * @throws ConfigException with all problems of the tree
     */
    public static <T> T bind(
            ConfigNode root, Function<ConfigReader, T> binding, Function<T, List<ConfigProblem>> checks) {
        List<ConfigProblem> problems = new ArrayList<>();
        T bound = mapping(root, "a configuration", problems, binding);
        if (bound != null && problems.isEmpty()) {
            problems.addAll(checks.apply(bound));
        }
        if (bound == null || !problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return bound;
    }

    /** Where this mapping stands. */
    public Location at() {
        return mapping.at();
    }

    /** Where the value of {@code key} stands, or this mapping when it has none. */
    public Location at(String key) {
        ConfigNode.Entry entry = find(key);
        return entry == null ? at() : entry.value().at();
    }

    /** The keys of this mapping in file order, for those whose names the user chose. */
    public List<String> keys() {
        return mapping.entries().stream().map(ConfigNode.Entry::key).distinct().toList();
    }

    /** Whether {@code key} has a single value, for keys that take either that or a mapping. */
    public boolean single(String key) {
        ConfigNode.Entry entry = find(key);
        return entry != null && entry.value() instanceof ConfigNode.Scalar;
    }

    /** Notes a mistake at the value of {@code key}. */
    public void problem(String key, String message) {
        problems.add(new ConfigProblem(at(key), message));
    }

    /** Notes the mistakes of another file that this one refers to. */
    public void problems(List<ConfigProblem> elsewhere) {
        problems.addAll(elsewhere);
    }

    public <T> T required(String key, ConfigFormat<T> format) {
        ConfigNode.Entry entry = find(key);
        if (entry == null) {
            problems.add(new ConfigProblem(at(), "'" + key + "' is missing; it must be " + format.accepts()));
            return format.placeholder();
        }
        return scalar("'" + key + "'", entry.value(), format).orElse(format.placeholder());
    }

    public <T> Optional<T> optional(String key, ConfigFormat<T> format) {
        ConfigNode.Entry entry = find(key);
        return entry == null ? Optional.empty() : scalar("'" + key + "'", entry.value(), format);
    }

    public <T> T or(String key, ConfigFormat<T> format, T fallback) {
        return optional(key, format).orElse(fallback);
    }

    /** The items of a list of scalars; empty when the key is absent. A lone scalar counts as a list of one. */
    public <T> List<T> list(String key, ConfigFormat<T> format) {
        ConfigNode.Entry entry = find(key);
        if (entry == null) {
            return List.of();
        }
        List<ConfigNode> items =
                entry.value() instanceof ConfigNode.Sequence sequence ? sequence.items() : List.of(entry.value());
        List<T> values = new ArrayList<>();
        for (ConfigNode item : items) {
            scalar("each of '" + key + "'", item, format).ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** A nested mapping, or {@code fallback} when the key is absent. */
    public <T> T section(String key, Function<ConfigReader, T> binding, T fallback) {
        ConfigNode.Entry entry = find(key);
        T bound = entry == null ? fallback : mapping(entry.value(), "'" + key + "'", problems, binding);
        return bound == null ? fallback : bound;
    }

    /** A value that may be written short, as a scalar, or whole, as a nested mapping. */
    public <T> Optional<T> either(String key, ConfigFormat<T> shorthand, Function<ConfigReader, T> binding) {
        ConfigNode.Entry entry = find(key);
        if (entry == null) {
            return Optional.empty();
        }
        return entry.value() instanceof ConfigNode.Mapping
                ? Optional.ofNullable(mapping(entry.value(), "'" + key + "'", problems, binding))
                : scalar("'" + key + "'", entry.value(), shorthand);
    }

    /** The mappings of a list, in order; empty when the key is absent. */
    public <T> List<T> sections(String key, Function<ConfigReader, T> binding) {
        ConfigNode.Entry entry = find(key);
        if (entry == null) {
            return List.of();
        }
        if (!(entry.value() instanceof ConfigNode.Sequence sequence)) {
            problems.add(new ConfigProblem(
                    entry.value().at(),
                    "'" + key + "' must be a list, not " + entry.value().kind()));
            return List.of();
        }
        List<T> bound = new ArrayList<>();
        for (ConfigNode item : sequence.items()) {
            T made = mapping(item, "each of '" + key + "'", problems, binding);
            if (made != null) {
                bound.add(made);
            }
        }
        return List.copyOf(bound);
    }

    /** What stands under {@code key}, whatever it is, for values whose shape is not ours to judge. */
    public Optional<ConfigNode> tree(String key) {
        return Optional.ofNullable(find(key)).map(ConfigNode.Entry::value);
    }

    /**
     * Goes on as the value of {@code key} says: it names one of {@code bindings}. When it names none, nothing else of
     * this mapping is judged.
     */
    public <T> T chosen(String key, Map<String, Function<ConfigReader, T>> bindings) {
        int before = problems.size();
        Function<ConfigReader, T> binding = required(key, ConfigFormats.oneOf(bindings));
        if (problems.size() > before) {
            mapping.entries().forEach(entry -> asked.add(entry.key()));
            throw new IllegalArgumentException("no binding chosen by '" + key + "'");
        }
        return binding.apply(this);
    }

    /** A mapping from names that the user chose to mappings, in file order; empty when the key is absent. */
    public <T> Map<String, T> named(String key, NamedBinding<T> binding) {
        ConfigNode.Entry entry = find(key);
        if (entry == null) {
            return Map.of();
        }
        Map<String, T> bound = mapping(entry.value(), "'" + key + "'", problems, names -> names.each(binding));
        return bound == null ? Map.of() : bound;
    }

    /** The entries of this mapping itself, whose names the user chose, as mappings in file order. */
    public <T> Map<String, T> each(NamedBinding<T> binding) {
        Map<String, T> byName = new LinkedHashMap<>();
        for (ConfigNode.Entry named : mapping.entries()) {
            asked.add(named.key());
            T bound = mapping(
                    named.value(), "'" + named.key() + "'", problems, reader -> binding.bind(named.key(), reader));
            if (bound != null) {
                byName.put(named.key(), bound);
            }
        }
        return byName;
    }

    /** Makes a value from a mapping that stands under {@code name}. */
    @FunctionalInterface
    public interface NamedBinding<T> {
        T bind(String name, ConfigReader reader);
    }

    private static <T> @Nullable T mapping(
            ConfigNode node, String what, List<ConfigProblem> problems, Function<ConfigReader, T> binding) {
        ConfigNode.Mapping mapping = switch (node) {
            case ConfigNode.Mapping found -> found;
            case ConfigNode.Empty empty -> new ConfigNode.Mapping(empty.at(), List.of());
            case ConfigNode.Scalar _, ConfigNode.Sequence _ -> null;
        };
        if (mapping == null) {
            problems.add(
                    new ConfigProblem(node.at(), what + " must be a mapping of keys to values, not " + node.kind()));
            return null;
        }
        ConfigReader reader = new ConfigReader(mapping, problems);
        int before = problems.size();
        try {
            T bound = binding.apply(reader);
            reader.reportUnaskedAndRepeated();
            return bound;
        } catch (IllegalArgumentException rejected) {
            reader.reportUnaskedAndRepeated();
            if (problems.size() == before) {
                problems.add(new ConfigProblem(mapping.at(), String.valueOf(rejected.getMessage())));
            }
            return null;
        }
    }

    private <T> Optional<T> scalar(String what, ConfigNode node, ConfigFormat<T> format) {
        if (node instanceof ConfigNode.Scalar scalar) {
            Optional<T> value = format.parse(scalar.text());
            if (value.isPresent()) {
                return value;
            }
        }
        problems.add(new ConfigProblem(node.at(), what + " must be " + format.accepts() + ", not " + node.kind()));
        return Optional.empty();
    }

    private ConfigNode.@Nullable Entry find(String key) {
        asked.add(key);
        for (ConfigNode.Entry entry : mapping.entries()) {
            if (entry.key().equals(key)) {
                return entry;
            }
        }
        return null;
    }

    private void reportUnaskedAndRepeated() {
        Map<String, Location> first = new LinkedHashMap<>();
        for (ConfigNode.Entry entry : mapping.entries()) {
            Location earlier = first.putIfAbsent(entry.key(), entry.at());
            if (earlier != null) {
                problems.add(new ConfigProblem(
                        entry.at(), "'" + entry.key() + "' is given twice; first on line " + earlier.line()));
            } else if (!asked.contains(entry.key())) {
                problems.add(new ConfigProblem(
                        entry.at(), "unknown key '" + entry.key() + "'; " + NearestName.hint(entry.key(), asked)));
            }
        }
    }
}
