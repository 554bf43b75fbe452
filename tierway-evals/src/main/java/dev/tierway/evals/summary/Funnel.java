package dev.tierway.evals.summary;

import dev.tierway.evals.simulate.Outcome;
import dev.tierway.evals.target.Sample;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Where conversations went wrong first, as their samples tell. */
public final class Funnel {
    /** From the objective that was met over the first step that can go wrong to the last. */
    public static final List<String> STEPS =
            Arrays.stream(Outcome.values()).map(Outcome::wireName).toList();

    /** What it is called when nothing went wrong. */
    public static final String MET = Outcome.OBJECTIVE_MET.wireName();

    private Funnel() {}

    /** Spoiled conversations say nothing of the target. */
    static Optional<String> of(Sample sample) {
        String outcome = sample.inside().path("funnel").path("outcome").asString("");
        return sample.spoiled().isPresent() || outcome.isEmpty() ? Optional.empty() : Optional.of(outcome);
    }

    /** The same counts in the order of {@link #STEPS}; what is none of these comes last. */
    static SequencedMap<String, Integer> ordered(Map<String, Integer> counts) {
        SequencedMap<String, Integer> ordered = new LinkedHashMap<>();
        STEPS.stream().filter(counts::containsKey).forEach(step -> ordered.put(step, counts.get(step)));
        counts.forEach(ordered::putIfAbsent);
        return ordered;
    }
}
