package dev.tierway.evals.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
    private final CaseScores baseline = new CaseScores();
    private final CaseScores candidate = new CaseScores();

    @Test
    void verdicts_of_the_same_cases_are_tested_by_their_disagreements() {
        pairs(80, 1, 1);
        pairs(12, 0, 1);
        pairs(2, 1, 0);
        PairedComparison comparison = compared();
        assertThat(comparison.test()).isEqualTo(PairedComparison.Test.MCNEMAR);
        assertThat(comparison.cases()).isEqualTo(94);
        assertThat(comparison.gained()).isEqualTo(12);
        assertThat(comparison.lost()).isEqualTo(2);
        // 2 (1 + 14 + 91) / 2^14
        assertThat(comparison.pValue()).isCloseTo(212.0 / 16384, within(1e-9));
        assertThat(comparison.difference().estimate()).isCloseTo(10.0 / 94, within(1e-12));
        assertThat(comparison.difference().interval(0.95).low()).isPositive();
    }

    @Test
    void no_disagreement_in_few_cases_does_not_prove_sameness() {
        pairs(50, 1, 1);
        Interval difference = compared().difference().interval(0.95);
        assertThat(difference.estimate()).isZero();
        assertThat(difference.low()).isLessThan(-0.03);
        assertThat(Decision.nonInferior(difference, 0.01).outcome()).isEqualTo(Decision.Outcome.INCONCLUSIVE);
    }

    @Test
    void trials_are_averaged_over_their_case_first() {
        for (int i = 0; i < 30; i++) {
            for (int trial = 0; trial < 4; trial++) {
                baseline.add("case" + i, "case" + i, trial % 2);
                candidate.add("case" + i, "case" + i, trial < 3 ? 1 : i % 2);
            }
        }
        PairedComparison comparison = compared();
        assertThat(comparison.cases()).isEqualTo(30);
        assertThat(comparison.baseline()).isEqualTo(0.5);
        assertThat(comparison.candidate()).isEqualTo(0.875);
        assertThat(comparison.gained()).isEqualTo(30);
        assertThat(comparison.test()).isEqualTo(PairedComparison.Test.SIGN_FLIP);
        assertThat(comparison.pValue()).isLessThan(0.001);
    }

    @Test
    void cases_of_only_one_run_are_counted_and_left_out() {
        pairs(10, 1, 1);
        baseline.add("gone", "gone", 0);
        candidate.add("new", "new", 0);
        assertThat(compared().unmatched()).isEqualTo(2);
        assertThat(compared().cases()).isEqualTo(10);
        assertThat(PairedComparison.of(new CaseScores(), candidate, 1)).isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_p_value() {
        SplittableRandom random = new SplittableRandom(5);
        double[] differences = random.doubles(200, -1, 1.1).toArray();
        assertThat(PairedTests.signFlip(differences, 7)).isEqualTo(PairedTests.signFlip(differences, 7));
    }

    @Test
    void the_permutation_and_student_agree_where_both_hold() {
        SplittableRandom random = new SplittableRandom(11);
        double[] differences = random.doubles(300, -1, 1.15).toArray();
        assertThat(PairedTests.signFlip(differences, 1)).isCloseTo(PairedTests.student(differences), within(0.02));
    }

    @Test
    void few_differences_are_permuted_exactly() {
        assertThat(PairedTests.signFlip(new double[] {1, 1, 1, 1, 1}, 0)).isEqualTo(2.0 / 32);
        assertThat(PairedTests.signFlip(new double[] {0, 0}, 0)).isEqualTo(1);
    }

    @Property
    void verdicts_permuted_exactly_give_mcnemars_p_value(
            @ForAll @IntRange(min = 0, max = 6) int gained, @ForAll @IntRange(min = 0, max = 6) int lost) {
        double[] differences = new double[gained + lost];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = i < gained ? 1 : -1;
        }
        assertThat(PairedTests.signFlip(differences, 0)).isCloseTo(PairedTests.mcNemar(gained, lost), within(1e-12));
    }

    private void pairs(int count, double before, double after) {
        for (int i = 0; i < count; i++) {
            String id = before + "-" + after + "-" + i;
            baseline.add(id, id, before);
            candidate.add(id, id, after);
        }
    }

    private PairedComparison compared() {
        return PairedComparison.of(baseline, candidate, 1).orElseThrow();
    }
}
