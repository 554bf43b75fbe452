package dev.tierway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.fake.FakeBackend;
import dev.tierway.engine.fake.FakeTokenizer;
import dev.tierway.engine.text.Sampler;
import dev.tierway.engine.text.TokenChooser;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmbeddedEngineTest {
    private static final FakeTokenizer TOKENIZER = new FakeTokenizer(256);
    private static final EngineSettings SETTINGS =
            EngineSettings.defaults(1024, 2).withThreads(1, 1);

    private static EmbeddedEngine engine() {
        return new EmbeddedEngine(
                SETTINGS, () -> new FakeBackend(FakeBackend.Shape.SMALL_MODEL), TOKENIZER, Ticker.system());
    }

    private static GenerationRequest request(String prompt, int maxTokens) {
        return new GenerationRequest(
                ServiceTier.STANDARD,
                "project",
                TOKENIZER.tokenize(prompt, false),
                maxTokens,
                Sampler.greedy(),
                Long.MAX_VALUE);
    }

    private static List<Integer> read(Generation generation) {
        List<Integer> tokens = new ArrayList<>();
        for (Token token = generation.next(); token != null; token = generation.next()) {
            tokens.add(token.id());
        }
        return tokens;
    }

    @Test
    void generates_the_same_tokens_for_many_callers_at_once_as_for_each_alone() throws Exception {
        List<List<Integer>> alone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (EmbeddedEngine engine = engine();
                    Generation generation = engine.start(request("prompt number " + i, 30))) {
                alone.add(read(generation));
            }
        }
        try (EmbeddedEngine engine = engine();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Integer>>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String prompt = "prompt number " + i;
                calls.add(() -> {
                    try (Generation generation = engine.start(request(prompt, 30))) {
                        return read(generation);
                    }
                });
            }
            List<List<Integer>> together = new ArrayList<>();
            for (Future<List<Integer>> call : callers.invokeAll(calls)) {
                together.add(call.get());
            }
            assertThat(together).isEqualTo(alone);
        }
    }

    @Test
    void a_repeated_prompt_is_read_from_the_cache_except_its_last_token() {
        try (EmbeddedEngine engine = engine()) {
            try (Generation first = engine.start(request("a prompt of some length", 4))) {
                read(first);
                assertThat(first.finish()).isEqualTo(Finish.MAX_TOKENS);
                assertThat(first.usage().cacheRead()).isZero();
                assertThat(first.usage().inputUncached()).isEqualTo(23);
                assertThat(first.usage().output()).isEqualTo(4);
            }
            try (Generation second = engine.start(request("a prompt of some length", 4))) {
                read(second);
                assertThat(second.usage().cacheRead()).isEqualTo(22);
                assertThat(second.usage().inputUncached()).isEqualTo(1);
            }
        }
    }

    @Test
    void a_prompt_that_does_not_fit_the_context_is_refused_with_what_would_fit() {
        try (EmbeddedEngine engine = engine()) {
            assertThatThrownBy(() -> engine.start(request("x".repeat(1024), 1)))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("context_length_exceeded")
                    .hasMessageContaining("1023 tokens or less");
        }
    }

    @Test
    void callers_that_leave_free_what_they_held() throws Exception {
        try (EmbeddedEngine engine = engine();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int caller = i;
                calls.add(() -> {
                    try (Generation generation = engine.start(request("caller " + caller, 500))) {
                        for (int token = 0; token < caller % 7; token++) {
                            generation.next();
                        }
                        return caller;
                    }
                });
            }
            for (Future<Integer> call : callers.invokeAll(calls)) {
                call.get();
            }
            // Each turn lets go of those who left before it computes, and tells its load after it.
            try (Generation last = engine.start(request("somebody else", 3))) {
                read(last);
            }
            EngineLoad load = engine.load();
            assertThat(load.running()).isLessThanOrEqualTo(1);
            assertThat(load.waiting()).isZero();
            assertThat(load.activeCells()).isLessThan(20);
        }
    }

    @Test
    void closing_the_engine_ends_what_runs_and_refuses_what_comes() {
        EmbeddedEngine engine = engine();
        Generation generation = engine.start(request("endless", 1000));
        engine.close();
        read(generation);
        assertThat(generation.finish()).isEqualTo(Finish.CANCELLED);
        assertThatThrownBy(() -> engine.start(request("late", 1))).hasMessageContaining("engine_stopped");
    }

    @Test
    void a_chooser_that_fails_ends_its_own_generation_only() {
        try (EmbeddedEngine engine = engine()) {
            TokenChooser broken = new TokenChooser() {
                @Override
                public Choice choose(MemorySegment logits, int vocabularySize) {
                    throw new IllegalStateException("broken on purpose");
                }

                @Override
                public void close() {}
            };
            GenerationRequest request = new GenerationRequest(
                    ServiceTier.STANDARD, "project", new int[] {1, 2, 3}, 5, broken, Long.MAX_VALUE);
            Generation failing = engine.start(request);
            Generation sound = engine.start(request("sound", 5));
            assertThat(read(failing)).isEmpty();
            assertThat(failing.finish()).isEqualTo(Finish.FAILED);
            assertThat(read(sound)).hasSize(5);
        }
    }

    @Test
    void what_the_backend_factory_throws_reaches_the_caller() {
        assertThatThrownBy(() -> new EmbeddedEngine(
                        SETTINGS,
                        () -> {
                            throw new IllegalStateException("no such model");
                        },
                        TOKENIZER,
                        Ticker.system()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no such model");
    }
}
