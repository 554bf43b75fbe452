package dev.tierway.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed but not yet understood piece of configuration that knows where it stands. */
public sealed interface ConfigNode {
    Location at();

    /** What a person would call this node, with its article, for error messages. */
    String kind();

    /**
     * A single value as it was written, without quotes.
     *
     * @param plain whether it had no quotes, so that {@code 1} and {@code true} may be a number and a flag
     */
    record Scalar(Location at, String text, boolean plain) implements ConfigNode {
        public Scalar(Location at, String text) {
            this(at, text, false);
        }

        @Override
        public String kind() {
            return "the value '" + text + "'";
        }
    }

    /** A key with nothing behind it. */
    record Empty(Location at) implements ConfigNode {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    record Sequence(Location at, List<ConfigNode> items) implements ConfigNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Entries in file order. */
    record Mapping(Location at, List<Entry> entries) implements ConfigNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A key and its value; {@code at} is where the key stands. */
    record Entry(Location at, String key, ConfigNode value) {}

    /** Where the value at {@code path} (keys, and indexes of lists) stands, or the deepest part of it that exists. */
    default Location locate(String... path) {
        ConfigNode node = this;
        Location found = at();
        for (String step : path) {
            Entry entry = node.child(step);
            if (entry == null) {
                return found;
            }
            found = entry.at();
            node = entry.value();
        }
        return found;
    }

    private @Nullable Entry child(String step) {
        return switch (this) {
            case Scalar _, Empty _ -> null;
            case Sequence sequence -> {
                int index = Integer.parseInt(step);
                ConfigNode item = sequence.items().get(index);
                yield new Entry(item.at(), step, item);
            }
            case Mapping mapping ->
                mapping.entries().stream()
                        .filter(entry -> entry.key().equals(step))
                        .findFirst()
                        .orElse(null);
        };
    }
}
