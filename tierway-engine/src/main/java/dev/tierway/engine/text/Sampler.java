package dev.tierway.engine.text;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Draws tokens as {@link SamplingParameters} say, within a grammar when there is one.
 *
 * <p>With a grammar it draws first and checks that one token; only on a miss is the whole row masked and drawn from
 * again. The outcome has the same distribution as masking every time, since masking rescales the allowed tokens evenly.
 *
 * <p>NaN logits are never chosen. Log probabilities are the model's own, before penalties, biases and temperature.
 */
public final class Sampler implements TokenChooser {
    private final SamplingParameters parameters;
    private final RandomGenerator random;
    private final @Nullable GrammarMatcher grammar;
    private final LogitEdits edits;
    private final Logprobs logprobs = new Logprobs();
    private final Softmax softmax = new Softmax();
    private final Candidates candidates = new Candidates();

    /**
     * @param random this request's own; never asked at temperature 0
     * @param prompt only read when there is a repetition penalty
     * @param grammar owned by this sampler from now on
     */
    public Sampler(
            SamplingParameters parameters, RandomGenerator random, int[] prompt, @Nullable GrammarMatcher grammar) {
        this.parameters = parameters;
        this.random = random;
        this.grammar = grammar;
        this.edits = new LogitEdits(parameters.penalties(), parameters.logitBias(), prompt);
    }

    /** Always the most probable token. */
    public static Sampler greedy() {
        return new Sampler(SamplingParameters.GREEDY, new SplittableRandom(0), new int[0], null);
    }

    @Override
    public Choice choose(MemorySegment logits, int vocabularySize) {
        if (parameters.reportsLogprobs()) {
            logprobs.read(logits, vocabularySize);
        }
        edits.apply(logits, vocabularySize);
        int token = draw(logits, vocabularySize);
        if (grammar != null) {
            if (!grammar.allows(token)) {
                grammar.mask(logits, vocabularySize);
                token = draw(logits, vocabularySize);
            }
            grammar.accept(token);
        }
        edits.generated(token);
        return parameters.reportsLogprobs()
                ? new Choice(token, logprobs.of(token), logprobs.top(parameters.alternatives()))
                : new Choice(token, Float.NaN, List.of());
    }

    private int draw(MemorySegment logits, int size) {
        int best = argmax(logits, size);
        float max = logits.getAtIndex(JAVA_FLOAT, best);
        if (parameters.temperature() == 0 || max == Float.POSITIVE_INFINITY) {
            return best;
        }
        softmax.read(logits, size, max, (float) (1 / parameters.temperature()));
        boolean cut = parameters.topK() > 0 || parameters.topP() < 1 || parameters.minP() > 0;
        int token =
                cut ? candidates.draw(softmax, parameters, random) : softmax.at(random.nextDouble() * softmax.sum());
        return token >= 0 ? token : best;
    }

    /** The lowest index among the largest values; a NaN is never larger. */
    static int argmax(MemorySegment logits, int size) {
        int best = -1;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            float logit = logits.getAtIndex(JAVA_FLOAT, i);
            if (logit > max) {
                max = logit;
                best = i;
            }
        }
        if (best < 0) {
            throw new IllegalStateException("no token can be chosen: the model gave no logit above negative infinity");
        }
        return best;
    }

    @Override
    public void close() {
        if (grammar != null) {
            grammar.close();
        }
    }
}
