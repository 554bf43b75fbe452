package dev.tierway.evals.grader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TextSimilarityTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final List<ToDoubleBiFunction<String, String>> MEASURES = List.of(
            TextSimilarity::bleu,
            TextSimilarity::gleu,
            TextSimilarity::rougeL,
            TextSimilarity::editRatio,
            Meteor::score,
            (text, reference) -> TextSimilarity.rougeN(text, reference, 1),
            (text, reference) -> TextSimilarity.rougeN(text, reference, 2));

    @Test
    void rouge_counts_shared_words_and_pairs() {
        String text = "the cat sat on the mat";
        String reference = "the cat was on the mat";

        assertThat(TextSimilarity.rougeN(text, reference, 1)).isCloseTo(5 / 6.0, EXACT);
        assertThat(TextSimilarity.rougeN(text, reference, 2)).isCloseTo(3 / 5.0, EXACT);
        assertThat(TextSimilarity.rougeL(text, reference)).isCloseTo(5 / 6.0, EXACT);
    }

    @Test
    void a_word_said_too_often_counts_once() {
        assertThat(TextSimilarity.rougeN("the the the the", "the cat", 1)).isCloseTo(2.0 / 6, EXACT);
    }

    @Test
    void bleu_is_the_smoothed_geometric_mean_with_brevity() {
        // 1-grams 5/6, 2-grams (3+1)/(5+1), 3-grams (1+1)/(4+1), 4-grams (0+1)/(3+1)
        double expected = Math.pow(5 / 6.0 * 4 / 6.0 * 2 / 5.0 * 1 / 4.0, 0.25);

        assertThat(TextSimilarity.bleu("the cat sat on the mat", "the cat was on the mat"))
                .isCloseTo(expected, EXACT);
        assertThat(TextSimilarity.bleu("the cat", "the cat was on")).isCloseTo(Math.exp(1 - 2.0), EXACT);
        assertThat(TextSimilarity.bleu("dog", "cat")).isZero();
    }

    @Test
    void gleu_is_the_lesser_of_precision_and_recall() {
        // shared 5 + 3 + 1 + 0 of 6 + 5 + 4 + 3 on both sides
        assertThat(TextSimilarity.gleu("the cat sat on the mat", "the cat was on the mat"))
                .isCloseTo(9 / 18.0, EXACT);
    }

    @Test
    void edit_ratio_is_one_less_the_share_of_edits() {
        assertThat(TextSimilarity.editRatio("kitten", "sitting")).isCloseTo(1 - 3 / 7.0, EXACT);
        assertThat(TextSimilarity.editRatio("", "")).isEqualTo(1);
    }

    @Test
    void meteor_takes_stems_and_charges_for_pieces() {
        // 5 of 6 words in the pieces "the cat" and "on the mat": mean 5/6, penalty 0.5 (2/5)^3
        assertThat(Meteor.score("the cat sat on the mat", "the cat was on the mat"))
                .isCloseTo(5 / 6.0 * (1 - 0.5 * Math.pow(2 / 5.0, 3)), EXACT);
        assertThat(Meteor.score("refunded orders", "refunding order")).isEqualTo(1);
        assertThat(Meteor.score("mat the on", "on the mat")).isLessThan(Meteor.score("on the mat", "on the mat"));
    }

    @Property
    void every_measure_is_from_0_to_1_and_1_for_the_same(
            @ForAll("sentences") String one, @ForAll("sentences") String other) {
        for (ToDoubleBiFunction<String, String> measure : MEASURES) {
            assertThat(measure.applyAsDouble(one, other)).isBetween(0.0, 1.0 + 1e-12);
            assertThat(measure.applyAsDouble(one, one)).isCloseTo(1, EXACT);
        }
    }

    @Property
    void those_without_a_direction_are_symmetric(@ForAll("sentences") String one, @ForAll("sentences") String other) {
        assertThat(TextSimilarity.rougeL(one, other)).isCloseTo(TextSimilarity.rougeL(other, one), EXACT);
        assertThat(TextSimilarity.rougeN(one, other, 2)).isCloseTo(TextSimilarity.rougeN(other, one, 2), EXACT);
        assertThat(TextSimilarity.editRatio(one, other)).isCloseTo(TextSimilarity.editRatio(other, one), EXACT);
    }

    @Provide
    Arbitrary<String> sentences() {
        return Arbitraries.of(Arrays.asList("the", "cat", "sat", "on", "mat", "was", "refunds"))
                .list()
                .ofMaxSize(9)
                .map(words -> String.join(" ", words));
    }
}
