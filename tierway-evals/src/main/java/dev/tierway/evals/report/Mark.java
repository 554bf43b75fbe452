package dev.tierway.evals.report;

import dev.tierway.evals.grader.Verdict;

/** Signs for verdicts. */
public final class Mark {
    private Mark() {}

    public static String of(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "✓";
            case FAIL -> "✗";
            case UNSCORED -> "?";
        };
    }
}
