package dev.tierway.evals.grader;

import dev.tierway.evals.model.Spend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Several graders whose verdicts make one. What cannot be told without an unscored part is unscored. */
final class MultiGrader implements Grader {
    private final GraderSpec.Multi spec;
    private final List<Grader> parts;

    /** @param parts those of {@code spec.weights}, in its order */
    MultiGrader(GraderSpec.Multi spec, List<Grader> parts) {
        this.spec = spec;
        this.parts = List.copyOf(parts);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(
                Stream.concat(Stream.of(spec.toString()), parts.stream().map(Grader::fingerprint))
                        .toArray(String[]::new));
    }

    @Override
    public boolean asksModel() {
        return parts.stream().anyMatch(Grader::asksModel);
    }

    @Override
    public boolean looksInside() {
        return parts.stream().anyMatch(Grader::looksInside);
    }

    @Override
    public Optional<String> advisory() {
        return parts.stream().flatMap(part -> part.advisory().stream()).findFirst();
    }

    @Override
    public Grade grade(Evidence evidence) throws InterruptedException {
        List<Grade> grades = new ArrayList<>();
        Spend spend = Spend.NONE;
        for (Grader part : parts) {
            Grade grade = part.grade(evidence);
            grades.add(grade);
            spend = spend.plus(grade.spend());
        }
        Grade together = switch (spec.rule()) {
            case ALL -> decided(grades, Verdict.FAIL, Verdict.PASS);
            case ANY -> decided(grades, Verdict.PASS, Verdict.FAIL);
            case WEIGHTED -> weighted(grades);
        };
        return together.costing(spend);
    }

    /** {@code deciding} as soon as one part says so, else unscored when one could not tell, else {@code otherwise}. */
    private Grade decided(List<Grade> grades, Verdict deciding, Verdict otherwise) {
        boolean decided = grades.stream().anyMatch(it -> it.verdict() == deciding);
        boolean unknown = grades.stream().anyMatch(it -> it.verdict() == Verdict.UNSCORED);
        if (!decided && unknown) {
            return Grade.unscored(reasons(grades));
        }
        return Grade.of((decided ? deciding : otherwise) == Verdict.PASS, reasons(grades));
    }

    private Grade weighted(List<Grade> grades) {
        double sum = 0;
        double weights = 0;
        int at = 0;
        for (double weight : spec.weights().values()) {
            Grade grade = grades.get(at++);
            if (weight > 0) {
                OptionalDouble score = grade.score();
                if (score.isEmpty()) {
                    return Grade.unscored(reasons(grades));
                }
                sum += weight * score.getAsDouble();
                weights += weight;
            }
        }
        double mean = sum / weights;
        return Grade.scored(mean >= spec.passAt(), mean, reasons(grades));
    }

    private String reasons(List<Grade> grades) {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < grades.size(); i++) {
            Grade grade = grades.get(i);
            reasons.add(parts.get(i).name() + " " + grade.verdict().wireName() + ": " + grade.reason());
        }
        return String.join("; ", reasons);
    }
}
