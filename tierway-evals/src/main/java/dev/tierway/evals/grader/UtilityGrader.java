package dev.tierway.evals.grader;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gives answers a worth: another grader says whether they are right, and those that are not are told apart by whether
 * they claim anything. Only right answers pass; the score is the worth.
 */
final class UtilityGrader implements Grader {
    private final GraderSpec.Utility spec;
    private final Grader by;

    UtilityGrader(GraderSpec.Utility spec, Grader by) {
        this.spec = spec;
        this.by = by;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(spec.toString(), by.fingerprint());
    }

    @Override
    public boolean asksModel() {
        return by.asksModel();
    }

    @Override
    public boolean looksInside() {
        return by.looksInside();
    }

    @Override
    public Optional<String> advisory() {
        return by.advisory();
    }

    @Override
    public Grade grade(Evidence evidence) throws InterruptedException {
        Grade right = by.grade(evidence);
        return switch (right.verdict()) {
            case UNSCORED -> right;
            case PASS -> worth(Verdict.PASS, spec.correct(), "correct", right);
            case FAIL ->
                Abstention.abstains(evidence.sample().text(), spec.phrases())
                        ? worth(Verdict.FAIL, spec.abstain(), "abstained", right)
                        : worth(Verdict.FAIL, spec.wrong(), "wrong", right);
        };
    }

    private static Grade worth(Verdict verdict, double worth, String outcome, Grade right) {
        return new Grade(verdict, OptionalDouble.of(worth), outcome + ": " + right.reason(), right.spend());
    }
}
