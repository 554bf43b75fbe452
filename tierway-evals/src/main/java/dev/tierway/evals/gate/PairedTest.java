package dev.tierway.evals.gate;

import dev.tierway.evals.stats.CaseScores;
import dev.tierway.evals.stats.Decision;
import dev.tierway.evals.stats.Difference;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.MultipleTests;
import dev.tierway.evals.stats.PairedComparison;
import dev.tierway.evals.stats.Sides;
import dev.tierway.evals.suite.GateRule;
import dev.tierway.evals.summary.CaseCounts;
import dev.tierway.evals.summary.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Rules that compare a run with its baseline, case by case. Among groups, a gain is proven and a loss is found only at a
 * level that holds for all groups together.
 */
record PairedTest(GateRule rule, Measure measure, String place, Gate.PairedRule test) {
    /** Of the permutations, so that the same runs have the same p-values. */
    private static final long SEED = 1;

    /** One question, and the two answers that can be proven. */
    private record Question(String subject, PairedComparison pairs, double better, double worse) {}

    List<RuleOutcome.Part> parts(List<CaseCounts> before, List<CaseCounts> after) {
        if (rule.per() == GateRule.Per.SUITE) {
            return List.of(compared(before, after)
                    .map(pairs -> part(question(place, pairs), 1))
                    .orElseGet(() -> incomparable(place)));
        }
        TreeMap<String, List<CaseCounts>> old = byGroup(before);
        List<Question> questions = new ArrayList<>();
        List<RuleOutcome.Part> parts = new ArrayList<>();
        TreeMap<String, List<CaseCounts>> fresh = byGroup(after);
        old.keySet().forEach(group -> fresh.putIfAbsent(group, List.of()));
        fresh.forEach((group, cases) -> {
            String subject = place + ", " + (group.isEmpty() ? "no group" : group);
            compared(old.getOrDefault(group, List.of()), cases)
                    .ifPresentOrElse(
                            pairs -> questions.add(question(subject, pairs)), () -> parts.add(incomparable(subject)));
        });
        corrected(questions).forEach(it -> parts.add(part(it, questions.size())));
        return parts;
    }

    private static TreeMap<String, List<CaseCounts>> byGroup(List<CaseCounts> cases) {
        TreeMap<String, List<CaseCounts>> groups = new TreeMap<>();
        cases.forEach(
                it -> groups.computeIfAbsent(it.group(), _ -> new ArrayList<>()).add(it));
        return groups;
    }

    private RuleOutcome.Part incomparable(String subject) {
        return Gate.undecided(subject, subject + ": no case has a " + new Wording(measure).name() + " in both runs");
    }

    private Optional<PairedComparison> compared(List<CaseCounts> before, List<CaseCounts> after) {
        return PairedComparison.of(scores(before), scores(after), SEED);
    }

    /** More is better in these, whatever the metric. */
    private CaseScores scores(List<CaseCounts> cases) {
        CaseScores scores = new CaseScores();
        int sign = measure.lessIsBetter() ? -1 : 1;
        cases.forEach(one -> measure.in(one).ifPresent(it -> scores.add(one.id().caseId(), one.cluster(), sign * it)));
        return scores;
    }

    private Question question(String subject, PairedComparison pairs) {
        Difference difference = pairs.difference();
        return new Question(subject, pairs, difference.pAtMost(test.limit()), difference.pAtLeast(test.limit()));
    }

    private List<Question> corrected(List<Question> questions) {
        double[] better =
                correct(questions.stream().mapToDouble(Question::better).toArray());
        double[] worse = correct(questions.stream().mapToDouble(Question::worse).toArray());
        List<Question> corrected = new ArrayList<>();
        for (int i = 0; i < better.length; i++) {
            Question it = questions.get(i);
            corrected.add(new Question(it.subject(), it.pairs(), better[i], worse[i]));
        }
        return corrected;
    }

    private double[] correct(double[] pValues) {
        return switch (rule.correct()) {
            case NONE -> pValues;
            case HOLM -> MultipleTests.holm(pValues);
            case BENJAMINI_HOCHBERG -> MultipleTests.benjaminiHochberg(pValues);
        };
    }

    private RuleOutcome.Part part(Question question, int questions) {
        PairedComparison pairs = question.pairs();
        Ruling ruling = question.better() <= test.alpha()
                ? Ruling.PASS
                : question.worse() <= test.alpha() ? Ruling.FAIL : Ruling.INCONCLUSIVE;
        int sharing = rule.correct() == GateRule.Correction.NONE ? 1 : questions;
        Interval seen = pairs.difference().interval(Sides.ONE.intervalConfidence(1 - test.alpha() / sharing));
        OptionalLong more = ruling == Ruling.INCONCLUSIVE
                ? ValueTest.toCases(Decision.atLeast(seen, test.limit()).enough(), seen, (int) pairs.cases())
                : OptionalLong.empty();
        return new RuleOutcome.Part(
                question.subject(), ruling, Optional.of(shown(seen)), sentence(question, seen, ruling, more), more);
    }

    private String sentence(Question question, Interval seen, Ruling ruling, OptionalLong more) {
        PairedComparison pairs = question.pairs();
        Wording words = new Wording(measure);
        int sign = measure.lessIsBetter() ? -1 : 1;
        String wanted = test.limit() > 0
                ? "better by more than " + words.change(test.limit()).substring(1)
                : test.limit() == 0
                        ? "better"
                        : "worse by less than " + words.change(-test.limit()).substring(1);
        String says = switch (ruling) {
            case PASS -> "shown to be " + wanted;
            case FAIL -> "shown not to be " + wanted;
            case INCONCLUSIVE ->
                "which leaves open whether it is " + wanted
                        + (more.isPresent()
                                ? "; about " + Shown.count(more.getAsLong(), "case") + " like these would decide"
                                : "");
        };
        return question.subject() + ": " + words.name() + " went from " + words.value(sign * pairs.baseline()) + " to "
                + words.value(sign * pairs.candidate()) + ", " + words.change(shown(seen)) + " over "
                + Shown.count(pairs.cases(), "case") + " (" + pairs.gained() + " better, " + pairs.lost()
                + " worse), " + says;
    }

    /** In the direction of the metric itself. */
    private Interval shown(Interval seen) {
        return measure.lessIsBetter()
                ? new Interval(-seen.estimate(), -seen.high(), -seen.low(), seen.confidence(), seen.n())
                : seen;
    }
}
