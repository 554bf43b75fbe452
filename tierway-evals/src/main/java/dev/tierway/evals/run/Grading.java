package dev.tierway.evals.run;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.grader.Evidence;
import dev.tierway.evals.grader.Grade;
import dev.tierway.evals.grader.Grader;
import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.target.Sample;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Grades samples: who is asked, what they see, and what their grades come to. */
final class Grading {
    private Grading() {}

    /**
     * The grades of {@code sample} in the order of the graders; those that ask no model are made first.
     *
     * @param endToEnd whether only what a caller could have seen counts
     */
    static SequencedMap<String, Grade> grades(List<Grader> graders, boolean endToEnd, Case example, Sample sample)
            throws InterruptedException {
        Evidence whole = new Evidence(example, sample);
        Evidence seen = endToEnd ? whole.blackBox() : whole;
        Map<String, Grade> made = new HashMap<>();
        for (boolean asking : new boolean[] {false, true}) {
            for (Grader grader : graders) {
                if (grader.asksModel() == asking) {
                    made.put(grader.name(), grader.grade(grader.looksInside() ? whole : seen));
                }
            }
        }
        SequencedMap<String, Grade> ordered = new LinkedHashMap<>();
        for (Grader grader : graders) {
            ordered.put(grader.name(), made.get(grader.name()));
        }
        return ordered;
    }

    /** See {@link CaseResult}. Grades of graders that only advise do not count. */
    static Verdict verdict(List<Grader> graders, boolean endToEnd, Map<String, Grade> grades) {
        Verdict verdict = Verdict.PASS;
        boolean counted = false;
        for (Grader grader : graders) {
            Grade grade = grades.get(grader.name());
            if (grade == null || grader.advisory().isPresent() || (endToEnd && grader.looksInside())) {
                continue;
            }
            counted = true;
            if (grade.verdict() == Verdict.FAIL) {
                return Verdict.FAIL;
            }
            if (grade.verdict() == Verdict.UNSCORED) {
                verdict = Verdict.UNSCORED;
            }
        }
        return counted ? verdict : Verdict.UNSCORED;
    }
}
