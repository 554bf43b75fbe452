package dev.tierway.evals.summary;

import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.run.CaseResult;
import dev.tierway.evals.target.Sample;
import java.util.Optional;

/** Why nothing is known of a result. */
public final class UnscoredReason {
    private UnscoredReason() {}

    /** The first of: no answer, a spoiled conversation, a grader that could not tell. */
    public static String of(CaseResult result) {
        Optional<String> spoiled =
                result.sample().flatMap(Sample::spoiled).map(why -> "spoiled by its simulated customer: " + why);
        return result.error().or(() -> spoiled).or(() -> grader(result)).orElse("no grader scored it");
    }

    private static Optional<String> grader(CaseResult result) {
        return result.grades().entrySet().stream()
                .filter(it -> it.getValue().verdict() == Verdict.UNSCORED)
                .map(it -> it.getKey() + ": " + it.getValue().reason())
                .findFirst();
    }
}
