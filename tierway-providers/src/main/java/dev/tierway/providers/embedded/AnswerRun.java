package dev.tierway.providers.embedded;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.usage.Usage;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.Generation;
import dev.tierway.engine.GenerationRequest;
import dev.tierway.engine.text.GrammarCompiler;
import dev.tierway.engine.text.GrammarMatcher;
import dev.tierway.engine.text.Sampler;
import dev.tierway.providers.embedded.TokenFeed.Arrival;
import dev.tierway.providers.spi.ProviderCall;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The generations behind one call, and their text. Confined to the request's thread, save for cancelling.
 *
 * <p>The first generation starts alone, so that the others find its prompt in the KV cache.
 */
final class AnswerRun implements AutoCloseable {
    private static final long SEED_STEP = 0x9E37_79B9_7F4A_7C15L;

    private final EmbeddedEngine engine;
    private final EmbeddedModel model;
    private final PreparedRequest request;
    private final ProviderCall call;
    private final long seed;

    private final List<Generation> generations = new CopyOnWriteArrayList<>();
    private final List<AnswerText> texts;
    private final TokenFeed feed;
    private @Nullable Arrival first;

    /**
     * Starts all generations and waits for the first news of the first.
     *
     * @throws FailureException when the engine refuses, or the first answer fails before it begins
     */
    AnswerRun(EmbeddedEngine engine, EmbeddedModel model, PreparedRequest request, ProviderCall call, long seed) {
        this.engine = engine;
        this.model = model;
        this.request = request;
        this.call = call;
        this.seed = seed;
        this.texts = IntStream.range(0, request.answers())
                .mapToObj(answer -> new AnswerText(
                        model.tokenizer(), request.stops(), request.sampling().alternatives() >= 0))
                .toList();
        call.cancellation().onCancel(() -> generations.forEach(Generation::cancel));
        try {
            this.feed = started();
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private TokenFeed started() {
        if (call.cancellation().reason() != null) {
            throw EngineFailures.cancelled(call.cancellation());
        }
        SingleFeed alone = new SingleFeed(start(0));
        Arrival arrival = alone.next();
        if (arrival != null) {
            throwIfFailed(arrival);
        }
        first = arrival;
        for (int answer = 1; answer < request.answers(); answer++) {
            start(answer);
        }
        return generations.size() == 1 ? alone : new MergedFeed(generations);
    }

    private Generation start(int answer) {
        int[] prompt = request.prompts().get(answer / request.choices());
        int room = model.contextTokens() - prompt.length;
        SplittableRandom random = new SplittableRandom(seed + answer * SEED_STEP);
        Sampler sampler = new Sampler(request.sampling(), random, prompt, matcher());
        Generation generation;
        try {
            generation = engine.start(new GenerationRequest(
                    call.servedTier(),
                    call.isolationKey(),
                    prompt,
                    Math.min(request.maxTokens(), room),
                    sampler,
                    call.deadlineNanos()));
        } catch (RuntimeException refused) {
            sampler.close();
            throw refused;
        }
        generations.add(generation);
        if (call.cancellation().reason() != null) {
            generation.cancel();
        }
        return generation;
    }

    private @Nullable GrammarMatcher matcher() {
        GrammarCompiler grammars = model.grammars();
        return request.grammar().map(grammars::compile).orElse(null);
    }

    int answers() {
        return texts.size();
    }

    AnswerText text(int answer) {
        return texts.get(answer);
    }

    /** Waits for news; null once every answer has ended. */
    @Nullable
    Arrival next() {
        Arrival arrival = first;
        first = null;
        return arrival != null ? arrival : feed.next();
    }

    boolean ready() {
        return first != null || feed.ready();
    }

    /**
     * Adds news to its answer's text; news of an answer that a stop sequence ended are dropped.
     *
     * @throws FailureException when the answer failed
     */
    AnswerText take(Arrival arrival) {
        AnswerText text = texts.get(arrival.answer());
        if (text.ended()) {
            return text;
        }
        if (arrival.token() != null) {
            text.take(arrival.token());
            if (text.ended()) {
                generations.get(arrival.answer()).cancel();
            }
        } else {
            throwIfFailed(arrival);
            text.end(arrival.finish());
        }
        return text;
    }

    private void throwIfFailed(Arrival arrival) {
        EngineFailures.of(arrival.finish(), call.cancellation()).ifPresent(failure -> {
            throw failure;
        });
    }

    /** Every prompt once, however many answers it gets, and the output of all answers. */
    Usage usage() {
        Usage total = Usage.NONE;
        for (int answer = 0; answer < generations.size(); answer++) {
            Usage one = generations.get(answer).usage();
            total = total.plus(answer % request.choices() == 0 ? one : Usage.of(0, 0, one.output()));
        }
        return total;
    }

    @Override
    public void close() {
        call.cancellation().clear();
        if (feed != null) {
            feed.close();
        } else {
            generations.forEach(Generation::close);
        }
    }
}
