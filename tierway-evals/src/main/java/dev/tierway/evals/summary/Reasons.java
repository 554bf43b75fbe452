package dev.tierway.evals.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** How often things happened for which reason. Bounded, whatever is told. Confined to one thread. */
final class Reasons {
    /** What does not fit under its own name. */
    static final String OTHERS = "other reasons";

    private static final int DISTINCT = 50;
    private static final int LONGEST = 200;

    private final Map<String, Integer> counts = new HashMap<>();

    void add(String reason) {
        String line = reason.lines().findFirst().orElse("").strip();
        String name = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
        counts.merge(counts.containsKey(name) || counts.size() < DISTINCT ? name : OTHERS, 1, Integer::sum);
    }

    /** Most frequent first. */
    SequencedMap<String, Integer> ranked() {
        SequencedMap<String, Integer> ranked = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> ranked.put(entry.getKey(), entry.getValue()));
        return ranked;
    }
}
