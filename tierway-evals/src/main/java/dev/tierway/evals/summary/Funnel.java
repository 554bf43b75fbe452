package dev.tierway.evals.summary;

import dev.tierway.evals.target.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Where conversations went wrong first, as their samples tell. */
public final class Funnel {
    /** From the first step that can go wrong to the last. */
    public static final List<String> STEPS = List.of(
            "solved", "routed_wrong", "instruction_not_followed", "tool_wrong", "state_wrong", "objective_missed");

    private Funnel() {}

    static Optional<String> of(Sample sample) {
        return Optional.of(sample.inside().path("funnel"))
                .filter(it -> it.isString())
                .map(it -> it.asString());
    }

    /** The same counts in the order of {@link #STEPS}; what is none of these comes last. */
    static SequencedMap<String, Integer> ordered(Map<String, Integer> counts) {
        SequencedMap<String, Integer> ordered = new LinkedHashMap<>();
        STEPS.stream().filter(counts::containsKey).forEach(step -> ordered.put(step, counts.get(step)));
        counts.forEach(ordered::putIfAbsent);
        return ordered;
    }
}
