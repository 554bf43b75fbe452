package dev.tierway.evals.grader;

import dev.tierway.evals.grader.Expression.Root;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Compares the world after a conversation with how it should be. */
final class StateGrader {
    private StateGrader() {}

    static Grader of(GraderSpec.State spec) {
        Expression place = Expression.parse(spec.path(), Root.STATE);
        Expression expected = Expression.parse(spec.equal(), Root.ITEM);
        Set<String> ignored = Set.copyOf(spec.ignore());
        return new Inspection(spec, place.looksInside(), scope -> {
            if (scope.evidence().sample().state().isMissingNode()) {
                throw new Unscorable("the target shows no state");
            }
            JsonNode wanted = expected.value(scope);
            JsonNode found = place.find(scope);
            if (sameNumber(wanted, found)) {
                return Grade.of(true, "as wanted");
            }
            List<String> differences = JsonDifferences.between(wanted, found, ignored);
            return Grade.of(
                    differences.isEmpty(),
                    differences.isEmpty() ? "as wanted" : spec.path() + ", " + String.join("; ", differences));
        });
    }

    /** Whether a number stands where the suite file, which knows only texts, wants it. */
    private static boolean sameNumber(JsonNode wanted, JsonNode found) {
        Optional<BigDecimal> number = JsonDifferences.decimal(found);
        if (!wanted.isString() || number.isEmpty()) {
            return false;
        }
        try {
            return new BigDecimal(wanted.stringValue().strip()).compareTo(number.get()) == 0;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }
}
