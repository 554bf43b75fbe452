package dev.tierway.evals.summary;

import dev.tierway.evals.run.RunManifest.SuiteManifest;
import dev.tierway.evals.stats.CaseScores;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.MultipleTests;
import dev.tierway.evals.stats.PairedComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * What changed between two runs, case by case.
 *
 * @param before name of the earlier run
 * @param after name of the later run
 * @param suites those that can be compared
 * @param refused why others cannot, each naming what changed
 */
public record RunDiff(String before, String after, List<SuiteDiff> suites, List<String> refused) {
    /** Of the permutations, so that the same runs have the same p-values. */
    private static final long SEED = 1;

    public RunDiff {
        suites = List.copyOf(suites);
        refused = List.copyOf(refused);
    }

    /**
     * One suite on one target.
     *
     * @param all absent when no case was scored in both
     * @param groups each group that was scored in both, the surest losses first; their p-values are corrected (Holm)
     * @param cases those whose verdict or answer changed, and those that fail in both, worst first
     */
    public record SuiteDiff(
            String suite, String target, Optional<Change> all, List<GroupChange> groups, List<CaseChange> cases) {
        public SuiteDiff {
            groups = List.copyOf(groups);
            cases = List.copyOf(cases);
        }
    }

    /**
     * How the pass rate of a set of cases changed.
     *
     * @param difference later minus earlier
     * @param fixed cases that pass more often
     * @param broken cases that pass less often
     * @param unmatched cases that only one run scored, which count for neither
     * @param pValue two-sided, of "nothing changed"
     */
    public record Change(
            long cases,
            double before,
            double after,
            Interval difference,
            long fixed,
            long broken,
            long unmatched,
            double pValue) {}

    /**
     * How one group changed.
     *
     * @param corrected the p-value when all groups of its suite are looked at together
     */
    public record GroupChange(String group, Change change, double corrected) {
        /** Whether chance does not explain it, at 5 % over all groups. */
        public boolean sure() {
            return corrected <= 0.05;
        }
    }

    /** One case in both runs. */
    public record CaseChange(
            String caseId, String group, Kind kind, CaseCounts.Verdicts before, CaseCounts.Verdicts after) {}

    /** What became of a case, worst first. */
    public enum Kind {
        BROKEN("broken"),
        STILL_FAILING("still failing"),
        FIXED("fixed"),
        /** It still passes, by another answer. */
        CHANGED("changed"),
        /** One run could not score it. */
        UNSCORED("unscored"),
        /** Only one run has it. */
        UNMATCHED("unmatched");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Compares what can be compared.
     *
     * @param confidence of the intervals
     */
    public static RunDiff of(Baseline before, Baseline after, double confidence) {
        List<SuiteDiff> suites = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (SuiteManifest suite : after.manifest().suites()) {
            Comparability.refusal(before.manifest(), after.manifest(), suite.name(), suite.target())
                    .ifPresentOrElse(
                            refused::add,
                            () -> suites.add(suite(suite, own(suite, before), own(suite, after), confidence)));
        }
        return new RunDiff(before.name(), after.name(), suites, refused);
    }

    private static Map<String, CaseCounts> own(SuiteManifest suite, Baseline run) {
        Map<String, CaseCounts> own = new LinkedHashMap<>();
        run.cases().stream()
                .filter(it ->
                        it.id().suite().equals(suite.name()) && it.id().target().equals(suite.target()))
                .forEach(it -> own.put(it.id().caseId(), it));
        return own;
    }

    private static SuiteDiff suite(
            SuiteManifest suite, Map<String, CaseCounts> before, Map<String, CaseCounts> after, double confidence) {
        List<CaseChange> cases = new ArrayList<>();
        TreeSet<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        ids.forEach(id -> changed(Optional.ofNullable(before.get(id)), Optional.ofNullable(after.get(id)))
                .ifPresent(cases::add));
        cases.sort(Comparator.comparing(CaseChange::kind));
        return new SuiteDiff(
                suite.name(),
                suite.target(),
                change(
                        before.values().stream().toList(),
                        after.values().stream().toList(),
                        confidence),
                groups(before, after, confidence),
                cases);
    }

    private static Optional<CaseChange> changed(Optional<CaseCounts> before, Optional<CaseCounts> after) {
        CaseCounts known = after.or(() -> before).orElseThrow();
        CaseCounts.Verdicts old = before.map(CaseCounts::verdicts).orElse(CaseCounts.Verdicts.NONE);
        CaseCounts.Verdicts fresh = after.map(CaseCounts::verdicts).orElse(CaseCounts.Verdicts.NONE);
        boolean sameAnswers = before.isPresent()
                && after.isPresent()
                && before.get().answers() == after.get().answers();
        return kind(before.isPresent() && after.isPresent(), old, fresh, sameAnswers)
                .map(kind -> new CaseChange(known.id().caseId(), known.group(), kind, old, fresh));
    }

    private static Optional<Kind> kind(
            boolean matched, CaseCounts.Verdicts before, CaseCounts.Verdicts after, boolean sameAnswers) {
        if (!matched) {
            return Optional.of(Kind.UNMATCHED);
        }
        if (before.scored() == 0 || after.scored() == 0) {
            return Optional.of(Kind.UNSCORED);
        }
        long change = Long.signum((long) after.passes() * before.scored() - (long) before.passes() * after.scored());
        if (change != 0) {
            return Optional.of(change < 0 ? Kind.BROKEN : Kind.FIXED);
        }
        if (after.fails() > 0) {
            return Optional.of(Kind.STILL_FAILING);
        }
        return sameAnswers ? Optional.empty() : Optional.of(Kind.CHANGED);
    }

    private static List<GroupChange> groups(
            Map<String, CaseCounts> before, Map<String, CaseCounts> after, double confidence) {
        SequencedMap<String, List<CaseCounts>> old = byGroup(before);
        SequencedMap<String, Change> changes = new LinkedHashMap<>();
        byGroup(after)
                .forEach((group, cases) -> change(old.getOrDefault(group, List.of()), cases, confidence)
                        .ifPresent(change -> changes.put(group, change)));
        double[] corrected = MultipleTests.holm(
                changes.values().stream().mapToDouble(Change::pValue).toArray());
        List<GroupChange> groups = new ArrayList<>();
        changes.forEach((group, change) -> groups.add(new GroupChange(group, change, corrected[groups.size()])));
        groups.sort(Comparator.comparing(
                        (GroupChange it) -> it.change().difference().estimate() >= 0)
                .thenComparingDouble(GroupChange::corrected)
                .thenComparingDouble(it -> it.change().pValue())
                .thenComparingDouble(it -> it.change().difference().estimate()));
        return groups;
    }

    private static SequencedMap<String, List<CaseCounts>> byGroup(Map<String, CaseCounts> cases) {
        SequencedMap<String, List<CaseCounts>> groups = new LinkedHashMap<>();
        cases.values().stream()
                .filter(it -> !it.group().isEmpty())
                .forEach(it -> groups.computeIfAbsent(it.group(), _ -> new ArrayList<>())
                        .add(it));
        return groups;
    }

    private static Optional<Change> change(List<CaseCounts> before, List<CaseCounts> after, double confidence) {
        return PairedComparison.of(scores(before), scores(after), SEED)
                .map(pairs -> new Change(
                        pairs.cases(),
                        pairs.baseline(),
                        pairs.candidate(),
                        pairs.difference().interval(confidence),
                        pairs.gained(),
                        pairs.lost(),
                        pairs.unmatched(),
                        pairs.pValue()));
    }

    private static CaseScores scores(List<CaseCounts> cases) {
        CaseScores scores = new CaseScores();
        cases.forEach(one ->
                one.verdicts().passRate().ifPresent(rate -> scores.add(one.id().caseId(), one.cluster(), rate)));
        return scores;
    }
}
