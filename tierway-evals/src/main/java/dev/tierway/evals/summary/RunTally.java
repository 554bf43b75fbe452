package dev.tierway.evals.summary;

import dev.tierway.evals.run.CaseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Makes a {@link RunSummary} of results that are told one by one and not kept: memory grows with the number of cases, not
 * with what they say. Confined to one thread.
 */
public final class RunTally {
    private final double confidence;
    private final SequencedMap<Place, SuiteTally> suites = new LinkedHashMap<>();

    private record Place(String suite, String target) {}

    /** The whole and its groups. */
    private static final class SuiteTally {
        private final Cell all = new Cell();
        private final Map<String, Cell> groups = new LinkedHashMap<>();

        void add(CaseResult result) {
            all.add(result);
            if (!result.group().isEmpty()) {
                groups.computeIfAbsent(result.group(), _ -> new Cell()).add(result);
            }
        }

        Optional<Cell> cell(String group) {
            return group.isEmpty() ? Optional.of(all) : Optional.ofNullable(groups.get(group));
        }
    }

    /**
     * Nothing is counted yet.
     *
     * @param confidence of the intervals, 0.95 for 95 %
     */
    public RunTally(double confidence) {
        this.confidence = confidence;
    }

    public void add(CaseResult result) {
        CaseResult.Key key = result.key();
        suites.computeIfAbsent(new Place(key.suite(), key.target()), _ -> new SuiteTally())
                .add(result);
    }

    /**
     * The figures of one suite on one target with intervals of another confidence.
     *
     * @param group one of its groups; all of it when empty
     */
    public Figures figures(String suite, String target, String group, double otherConfidence) {
        return Optional.ofNullable(suites.get(new Place(suite, target)))
                .flatMap(tally -> tally.cell(group))
                .orElseGet(Cell::new)
                .figures(otherConfidence);
    }

    /** What came of each case so far, suite by suite. */
    public List<CaseCounts> cases() {
        List<CaseCounts> cases = new ArrayList<>();
        suites.values().forEach(suite -> cases.addAll(suite.all.cases()));
        return cases;
    }

    public RunSummary summary(String runId) {
        List<RunSummary.SuiteFigures> all = new ArrayList<>();
        suites.forEach((place, suite) -> {
            SequencedMap<String, Figures> groups = new LinkedHashMap<>();
            suite.groups.forEach((name, cell) -> groups.put(name, cell.figures(confidence)));
            all.add(new RunSummary.SuiteFigures(place.suite(), place.target(), suite.all.figures(confidence), groups));
        });
        return new RunSummary(runId, confidence, all);
    }
}
