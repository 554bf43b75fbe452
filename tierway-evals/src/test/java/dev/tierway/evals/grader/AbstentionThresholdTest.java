package dev.tierway.evals.grader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.grader.AbstentionThreshold.Candidate;
import dev.tierway.evals.grader.AbstentionThreshold.Worth;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AbstentionThresholdTest {
    private static final List<Candidate> FOUR = List.of(
            new Candidate(0.9, true), new Candidate(0.7, true), new Candidate(0.5, false), new Candidate(0.3, true));

    @Test
    void cheap_mistakes_answer_everything_and_dear_ones_do_not() {
        assertThat(best(FOUR, -0.1)).isEqualTo(new AbstentionThreshold(OptionalDouble.of(0.3), 2.9 / 4, 4, 1, 4));
        assertThat(best(FOUR, -5)).isEqualTo(new AbstentionThreshold(OptionalDouble.of(0.7), 0.5, 2, 0, 4));
        assertThat(best(List.of(new Candidate(1, false)), -1).confidence()).isEmpty();
    }

    @Test
    void a_ceiling_on_wrong_answers_holds_whatever_they_cost() {
        AbstentionThreshold chosen = AbstentionThreshold.best(FOUR, new Worth(1, 0, -0.1), OptionalDouble.of(0.1));

        assertThat(chosen.confidence()).hasValue(0.7);
        assertThat(chosen.wrongRate()).isZero();
    }

    @Property
    void dearer_mistakes_never_lower_the_threshold(
            @ForAll("candidates") List<Candidate> candidates,
            @ForAll @IntRange(min = 1, max = 20) int cost,
            @ForAll @IntRange(min = 1, max = 20) int more) {
        // Worths are whole numbers, so that sums are exact and equals are equal.
        AbstentionThreshold cheap = best(candidates, -cost);
        AbstentionThreshold dear = best(candidates, -cost - more);

        assertThat(dear.confidence().orElse(Double.POSITIVE_INFINITY))
                .isGreaterThanOrEqualTo(cheap.confidence().orElse(Double.POSITIVE_INFINITY));
        assertThat(dear.wrong()).isLessThanOrEqualTo(cheap.wrong());
    }

    private static AbstentionThreshold best(List<Candidate> candidates, double wrong) {
        return AbstentionThreshold.best(candidates, new Worth(1, 0, wrong), OptionalDouble.empty());
    }

    @Provide
    Arbitrary<List<Candidate>> candidates() {
        return Combinators.combine(Arbitraries.integers().between(0, 10), Arbitraries.of(true, false))
                .as((tenths, correct) -> new Candidate(tenths / 10.0, correct))
                .list()
                .ofMaxSize(30);
    }
}
