package dev.tierway.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.fake.FakeBackend;
import dev.tierway.engine.fake.FakeTokenizer;
import dev.tierway.engine.step.StepBackend;
import dev.tierway.engine.text.Sampler;
import dev.tierway.engine.text.TokenChooser;
import dev.tierway.engine.text.Tokenizer;
import dev.tierway.testing.FakeTicker;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An engine loop stepped by the test, over the fake backend in virtual time unless said otherwise. */
final class EngineHarness {
    static final FakeTokenizer TOKENIZER = new FakeTokenizer(256);

    /** A submitted generation and what was read of it. */
    static final class Client {
        final GenerationRequest request;
        final TokenStream stream;
        final Run run;
        final List<Integer> read = new ArrayList<>();
        final List<Long> readAtMillis = new ArrayList<>();

        private Client(GenerationRequest request, TokenStream stream, Run run) {
            this.request = request;
            this.stream = stream;
            this.run = run;
        }

        boolean done() {
            return stream.ended() && stream.room() == stream.capacity();
        }

        int timesChooserClosed() {
            return ((CountingChooser) request.chooser()).closed;
        }
    }

    private static final class CountingChooser implements TokenChooser {
        private final Sampler greedy = Sampler.greedy();
        private int closed;

        @Override
        public Choice choose(MemorySegment logits, int vocabularySize) {
            return greedy.choose(logits, vocabularySize);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    final FakeTicker ticker = new FakeTicker();
    final EngineLoop loop;
    private final StepBackend backend;
    private final EngineSettings settings;
    private long arrivals;
    private Runnable duringStep = () -> {};

    EngineHarness(EngineSettings settings, FakeBackend.Shape shape) {
        this.settings = settings;
        backend = new FakeBackend(shape, this::stepTakes);
        loop = new EngineLoop(settings, backend, TOKENIZER, ticker, ticker);
    }

    /** Over a real backend, in real time. */
    EngineHarness(EngineSettings settings, StepBackend backend, Tokenizer tokenizer) {
        this.settings = settings;
        this.backend = backend;
        loop = new EngineLoop(settings, backend, tokenizer, Ticker.system(), Ticker.system());
    }

    /** Runs {@code event} while the next step is computed. */
    void duringNextStep(Runnable event) {
        duringStep = event;
    }

    private void stepTakes(long nanos) {
        ticker.advance(Duration.ofNanos(nanos));
        Runnable event = duringStep;
        duringStep = () -> {};
        event.run();
    }

    FakeBackend fake() {
        return (FakeBackend) backend;
    }

    Client submit(ServiceTier tier, int[] prompt, int maxTokens) {
        return submit(tier, "project", prompt, maxTokens, Long.MAX_VALUE);
    }

    Client submit(ServiceTier tier, String isolationKey, int[] prompt, int maxTokens, long deadline) {
        GenerationRequest request =
                new GenerationRequest(tier, isolationKey, prompt, maxTokens, new CountingChooser(), deadline);
        TokenStream stream = new TokenStream(settings.tokenQueue(), () -> {});
        Run run = new Run(request, stream, arrivals++);
        loop.submit(run);
        return new Client(request, stream, run);
    }

    /** Takes at most {@code most} tokens that are there. */
    void read(Client client, int most) {
        for (int i = 0; i < most && client.stream.room() < client.stream.capacity(); i++) {
            Token token = client.stream.next();
            if (token != null) {
                client.read.add(token.id());
                client.readAtMillis.add(millis());
            }
        }
    }

    /** Steps until all {@code clients} have everything, reading as it comes. */
    void finish(List<Client> clients) {
        for (int turns = 0; !clients.stream().allMatch(Client::done); turns++) {
            if (turns > 100_000) {
                throw new AssertionError("no end in sight");
            }
            loop.turn();
            clients.forEach(client -> read(client, Integer.MAX_VALUE));
        }
    }

    void turns(int count) {
        for (int i = 0; i < count; i++) {
            loop.turn();
        }
    }

    long millis() {
        return ticker.nanos() / 1_000_000;
    }

    /** What the fake model says to {@code prompt} when nothing else runs. */
    static List<Integer> alone(int[] prompt, int maxTokens, int contextTokens) {
        EngineHarness solo =
                new EngineHarness(EngineSettings.defaults(contextTokens, 1), FakeBackend.Shape.SMALL_MODEL);
        Client client = solo.submit(ServiceTier.STANDARD, prompt, maxTokens);
        solo.finish(List.of(client));
        return client.read;
    }

    static int[] prompt(long seed, int length) {
        return new Random(seed).ints(length, 0, 255).toArray();
    }

    /** {@code length} tokens of which the first {@code shared} come from {@code family}. */
    static int[] prompt(long family, int shared, long seed, int length) {
        int[] prompt = prompt(seed, length);
        System.arraycopy(prompt(family, length), 0, prompt, 0, Math.min(shared, length));
        return prompt;
    }
}
