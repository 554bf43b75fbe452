package dev.tierway.evals.coverage;

import dev.tierway.evals.stats.Interval;
import java.util.List;
import java.util.Optional;

/**
 * Which parts of what is built have evals: each needs one that looks at it alone and one that reaches it end to end.
 *
 * @param parts all that need evals
 */
public record Coverage(List<Part> parts) {

    public Coverage {
        parts = List.copyOf(parts);
    }

    /**
     * One part.
     *
     * @param component whether a component eval looks at it
     * @param endToEnd whether an end-to-end eval reaches it
     */
    public record Part(Kind kind, String name, boolean component, boolean endToEnd) {
        public boolean covered() {
            return component && endToEnd;
        }
    }

    /** What needs evals. */
    public enum Kind {
        PROMPT("prompt"),
        INTENT("intent"),
        ROUTINE("routine"),
        TOOL("tool");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public List<Part> missing() {
        return parts.stream().filter(it -> !it.covered()).toList();
    }

    /** The share of parts that are covered, which is counted and not estimated; absent without parts. */
    public Optional<Interval> share() {
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        double share = (double) (parts.size() - missing().size()) / parts.size();
        return Optional.of(new Interval(share, share, share, 0.95, parts.size()));
    }
}
