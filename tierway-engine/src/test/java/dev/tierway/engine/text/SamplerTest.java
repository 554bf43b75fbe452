package dev.tierway.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.engine.text.SamplingParameters.Penalties;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float NAN = Float.NaN;
    private static final float INFINITE = Float.POSITIVE_INFINITY;
    private static final int DRAWS = 40_000;

    @Test
    void temperature_zero_takes_the_first_of_the_most_probable_tokens() {
        assertThat(choose(SamplingParameters.GREEDY, 1, 5, 2, 5).token()).isEqualTo(1);
        assertThat(choose(SamplingParameters.GREEDY, -3, -2, NAN, -9).token()).isEqualTo(1);
        assertThat(choose(SamplingParameters.GREEDY, 1, INFINITE, 2).token()).isEqualTo(1);
    }

    @Test
    void a_row_without_any_usable_logit_is_an_error_and_not_a_token() {
        assertThatThrownBy(() -> choose(SamplingParameters.GREEDY, NAN, Float.NEGATIVE_INFINITY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void tokens_are_drawn_as_often_as_their_probabilities_say() {
        double[] shares = shares(parameters(1, 0, 1, 0), logs(0.5, 0.3, 0.15, 0.05));
        assertThat(shares).containsExactly(new double[] {0.5, 0.3, 0.15, 0.05}, within(0.01));
    }

    @Test
    void a_temperature_of_two_takes_the_square_root_of_each_weight() {
        double[] shares = shares(parameters(2, 0, 1, 0), logs(0.64, 0.32, 0.04));
        double sum = Math.sqrt(0.64) + Math.sqrt(0.32) + Math.sqrt(0.04);
        assertThat(shares)
                .containsExactly(
                        new double[] {Math.sqrt(0.64) / sum, Math.sqrt(0.32) / sum, Math.sqrt(0.04) / sum},
                        within(0.01));
    }

    @Test
    void top_k_keeps_the_k_most_probable_tokens_in_proportion() {
        double[] shares = shares(parameters(1, 2, 1, 0), logs(0.1, 0.5, 0.15, 0.25));
        assertThat(shares).containsExactly(new double[] {0, 2 / 3.0, 0, 1 / 3.0}, within(0.01));
    }

    @Test
    void top_p_keeps_the_smallest_set_that_reaches_it() {
        double[] shares = shares(parameters(1, 0, 0.7, 0), logs(0.1, 0.5, 0.15, 0.25));
        assertThat(shares).containsExactly(new double[] {0, 2 / 3.0, 0, 1 / 3.0}, within(0.01));
    }

    @Test
    void min_p_drops_what_is_less_probable_than_its_share_of_the_best() {
        double[] shares = shares(parameters(1, 0, 1, 0.4), logs(0.1, 0.5, 0.15, 0.25));
        assertThat(shares).containsExactly(new double[] {0, 2 / 3.0, 0, 1 / 3.0}, within(0.01));
    }

    @Property(tries = 300)
    void only_tokens_of_the_exact_nucleus_are_drawn(
            @ForAll @Size(min = 1, max = 200) List<@FloatRange(min = -12, max = 12) Float> logits,
            @ForAll @IntRange(min = 0, max = 20) int topK,
            @ForAll @FloatRange(min = 0.01f, max = 1) float topP,
            @ForAll long seed) {
        float[] row = new float[logits.size()];
        IntStream.range(0, row.length).forEach(i -> row[i] = logits.get(i));
        Set<Float> nucleus = nucleus(row, topK, topP + 1e-4);
        try (Sampler sampler = sampler(parameters(1, topK, topP, 0), seed)) {
            for (int i = 0; i < 20; i++) {
                int token = sampler.choose(row(row.clone()), row.length).token();
                assertThat(nucleus).contains(row[token]);
            }
        }
    }

    @Property(tries = 50)
    void the_same_seed_draws_the_same_tokens(@ForAll long seed) {
        float[] row = logs(0.2, 0.2, 0.2, 0.2, 0.1, 0.1);
        assertThat(tokens(seed, row)).isEqualTo(tokens(seed, row));
    }

    @Test
    void penalties_lower_tokens_that_were_generated() {
        SamplingParameters parameters = new SamplingParameters(0, 0, 1, 0, new Penalties(0.5f, 1f, 1f), Map.of(), -1);
        try (Sampler sampler = sampler(parameters, 1)) {
            List<Integer> tokens = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tokens.add(sampler.choose(row(3, 2.1f, 0), 3).token());
            }
            assertThat(tokens).containsExactly(0, 1, 0, 0, 1);
        }
    }

    @Test
    void the_repetition_penalty_covers_the_prompt() {
        SamplingParameters parameters = new SamplingParameters(0, 0, 1, 0, new Penalties(0, 0, 2), Map.of(), -1);
        try (Sampler sampler = new Sampler(parameters, new SplittableRandom(1), new int[] {0, 2}, null)) {
            assertThat(sampler.choose(row(3, 2, -1, -1.5f), 4).token()).isEqualTo(1);
        }
    }

    @Test
    void a_bias_moves_a_token_and_leaves_the_reported_probability_alone() {
        SamplingParameters parameters = new SamplingParameters(0, 0, 1, 0, Penalties.NONE, Map.of(2, 100f, 7, 100f), 2);
        TokenChooser.Choice choice = choose(parameters, logs(0.5, 0.3, 0.2));
        assertThat(choice.token()).isEqualTo(2);
        assertThat(choice.logprob()).isCloseTo((float) Math.log(0.2), within(1e-5f));
        assertThat(choice.alternatives()).extracting(TokenLogprob::token).containsExactly(0, 1);
        assertThat(choice.alternatives().getFirst().logprob()).isCloseTo((float) Math.log(0.5), within(1e-5f));
    }

    @Test
    void log_probabilities_are_only_worked_out_when_asked_for() {
        assertThat(choose(SamplingParameters.GREEDY, 1, 2).logprob()).isNaN();
        assertThat(choose(SamplingParameters.GREEDY, 1, 2).alternatives()).isEmpty();
    }

    @Test
    void a_grammar_is_asked_for_one_token_and_masks_only_on_a_miss() {
        EvenTokens grammar = new EvenTokens();
        try (Sampler sampler = new Sampler(SamplingParameters.GREEDY, new SplittableRandom(1), new int[0], grammar)) {
            assertThat(sampler.choose(row(9, 1, 1, 1), 4).token()).isZero();
            assertThat(grammar.masks).isZero();
            assertThat(sampler.choose(row(1, 9, 2, 1), 4).token()).isEqualTo(2);
            assertThat(grammar.masks).isEqualTo(1);
        }
        assertThat(grammar.accepted).containsExactly(0, 2);
        assertThat(grammar.closed).isTrue();
    }

    private static final class EvenTokens implements GrammarMatcher {
        private final List<Integer> accepted = new ArrayList<>();
        private int masks;
        private boolean closed;

        @Override
        public boolean allows(int token) {
            return token % 2 == 0;
        }

        @Override
        public void accept(int token) {
            accepted.add(token);
        }

        @Override
        public void mask(MemorySegment logits, int vocabularySize) {
            masks++;
            for (int token = 1; token < vocabularySize; token += 2) {
                logits.setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, token, Float.NEGATIVE_INFINITY);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static Set<Float> nucleus(float[] row, int topK, double topP) {
        List<Float> sorted = IntStream.range(0, row.length)
                .mapToObj(i -> row[i])
                .sorted((a, b) -> Float.compare(b, a))
                .limit(topK == 0 ? Integer.MAX_VALUE : topK)
                .toList();
        double total = sorted.stream().mapToDouble(Math::exp).sum();
        Set<Float> kept = new HashSet<>();
        double reached = 0;
        for (Float logit : sorted) {
            if (reached >= topP * total) {
                break;
            }
            kept.add(logit);
            reached += Math.exp(logit);
        }
        return kept;
    }

    private static List<Integer> tokens(long seed, float[] row) {
        try (Sampler sampler = sampler(parameters(1, 0, 0.9, 0), seed)) {
            return IntStream.range(0, 30)
                    .mapToObj(i -> sampler.choose(row(row.clone()), row.length).token())
                    .toList();
        }
    }

    private static double[] shares(SamplingParameters parameters, float[] logits) {
        double[] shares = new double[logits.length];
        try (Sampler sampler = sampler(parameters, 42)) {
            for (int i = 0; i < DRAWS; i++) {
                shares[sampler.choose(row(logits.clone()), logits.length).token()] += 1.0 / DRAWS;
            }
        }
        return shares;
    }

    private static TokenChooser.Choice choose(SamplingParameters parameters, float... logits) {
        try (Sampler sampler = sampler(parameters, 7)) {
            return sampler.choose(row(logits), logits.length);
        }
    }

    private static Sampler sampler(SamplingParameters parameters, long seed) {
        return new Sampler(parameters, new SplittableRandom(seed), new int[0], null);
    }

    private static SamplingParameters parameters(double temperature, int topK, double topP, double minP) {
        return new SamplingParameters(temperature, topK, topP, minP, Penalties.NONE, Map.of(), -1);
    }

    private static MemorySegment row(float... logits) {
        return MemorySegment.ofArray(logits);
    }

    private static float[] logs(double... probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(probabilities[i]);
        }
        return logits;
    }
}
