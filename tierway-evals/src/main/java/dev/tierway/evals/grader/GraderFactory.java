package dev.tierway.evals.grader;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Makes graders of what suite files say. Thread-safe. */
public final class GraderFactory {
    private final GraderParts parts;

    public GraderFactory(GraderParts parts) {
        this.parts = parts;
    }

    /**
     * Working graders by name, in order. Those that rest on others find them among {@code specs}.
     *
     * @throws IllegalArgumentException when one cannot work, with its name, the reason and a remedy
     */
    public SequencedMap<String, Grader> graders(Collection<GraderSpec> specs) {
        SequencedMap<String, Grader> made = new LinkedHashMap<>();
        for (GraderSpec spec : specs) {
            throw new IllegalArgumentException("grader '" + spec.name() + "' cannot work below " + parts.folder());
        }
        return made;
    }

    /** The same for one grader that rests on no other. */
    public Grader grader(GraderSpec spec) {
        return graders(List.of(spec)).firstEntry().getValue();
    }
}
