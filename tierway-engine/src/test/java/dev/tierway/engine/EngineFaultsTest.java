package dev.tierway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.engine.EngineHarness.Client;
import dev.tierway.engine.fake.FakeBackend;
import dev.tierway.engine.step.StepBackend.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever callers and the backend do, cells and sequences are accounted for, every generation ends once, and its tokens
 * are those it would have got alone.
 */
class EngineFaultsTest {
    private static final int CONTEXT = 96;
    private static final FakeBackend.Shape CRAMPED =
            FakeBackend.Shape.SMALL_MODEL.withCells(160).withSequences(12);

    sealed interface Event {
        record Submit(ServiceTier tier, int project, int family, int shared, int length, int maxTokens, int deadline)
                implements Event {}

        record Cancel(int client) implements Event {}

        record Read(int client, int most) implements Event {}

        record Turns(int count) implements Event {}

        record Wait(int millis) implements Event {}

        record Fail(Outcome outcome) implements Event {}
    }

    @Property(tries = 400)
    void everything_is_accounted_for(
            @ForAll("events") List<Event> events, @ForAll("swap") int swapBytes, @ForAll("queues") int queue) {
        EngineSettings settings = EngineSettings.defaults(CONTEXT, 1)
                .withMaxRunning(6)
                .withSwapBytes(swapBytes)
                .withTokenQueue(queue);
        EngineHarness engine = new EngineHarness(settings, CRAMPED);
        List<Client> clients = new ArrayList<>();
        for (Event event : events) {
            apply(event, engine, clients);
            balanced(engine, clients);
        }
        engine.finish(clients);
        engine.turns(1);
        balanced(engine, clients);

        EngineLoad load = engine.loop.load();
        assertThat(load.running() + load.waiting() + load.swapped()).isZero();
        assertThat(load.activeCells()).isZero();
        assertThat(load.swappedBytes()).isZero();
        for (Client client : clients) {
            assertThat(client.timesChooserClosed()).isEqualTo(1);
            List<Integer> alone = EngineHarness.alone(client.request.prompt(), client.request.maxTokens(), CONTEXT);
            switch (client.stream.finish()) {
                case MAX_TOKENS, CONTEXT_FULL, END_OF_TURN -> {
                    assertThat(client.read).isEqualTo(alone);
                    assertThat(client.stream.usage().input()).isEqualTo(client.request.prompt().length);
                }
                case CANCELLED, EXPIRED -> assertThat(client.read).isEqualTo(alone.subList(0, client.read.size()));
                case FAILED ->
                    assertThat(events.stream().filter(Event.Fail.class::isInstance))
                            .hasSizeGreaterThan(2);
                case RUNNING -> throw new AssertionError("not ended");
            }
            assertThat(client.stream.usage().output()).isEqualTo(client.read.size());
        }
    }

    private static void apply(Event event, EngineHarness engine, List<Client> clients) {
        switch (event) {
            case Event.Submit submit -> {
                int[] prompt = EngineHarness.prompt(submit.family(), submit.shared(), clients.size(), submit.length());
                long deadline = submit.deadline() == 0
                        ? Long.MAX_VALUE
                        : engine.ticker.nanos()
                                + Duration.ofMillis(submit.deadline()).toNanos();
                clients.add(engine.submit(
                        submit.tier(), "project" + submit.project(), prompt, submit.maxTokens(), deadline));
            }
            case Event.Cancel cancel -> {
                if (!clients.isEmpty()) {
                    clients.get(cancel.client() % clients.size()).stream.cancel();
                }
            }
            case Event.Read read -> {
                if (!clients.isEmpty()) {
                    engine.read(clients.get(read.client() % clients.size()), read.most());
                }
            }
            case Event.Turns turns -> engine.turns(turns.count());
            case Event.Wait wait -> engine.ticker.advance(Duration.ofMillis(wait.millis()));
            case Event.Fail fail -> engine.fake().failNext(fail.outcome());
        }
    }

    private static void balanced(EngineHarness engine, List<Client> clients) {
        Residency residency = engine.loop.residency();
        EngineLoad load = residency.load(0, 0, engine.loop.load().cost());
        assertThat(load.activeCells() + load.heldCells())
                .isEqualTo(engine.fake().usedCells());
        assertThat(residency.sequencesTaken()).isEqualTo(load.running() + residency.sequencesHeld());
        long swappedBytes = 0;
        for (Client client : clients) {
            byte[] saved = client.run.saved;
            swappedBytes += saved == null ? 0 : saved.length;
            if (client.run.resident()) {
                assertThat(engine.fake().length(client.run.sequence)).isEqualTo(client.run.computed);
            }
        }
        assertThat(load.swappedBytes()).isEqualTo(swappedBytes);
    }

    @Provide
    Arbitrary<Integer> swap() {
        return Arbitraries.of(0, 10_000, 1 << 20);
    }

    @Provide
    Arbitrary<Integer> queues() {
        return Arbitraries.of(1, 4, 64);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Event> submit = Combinators.combine(
                        Arbitraries.of(ServiceTier.class),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 80),
                        Arbitraries.integers().between(1, CONTEXT - 1),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.of(0, 0, 0, 300, 3000))
                .as(Event.Submit::new);
        Arbitrary<Event> cancel = Arbitraries.integers().between(0, 50).map(Event.Cancel::new);
        Arbitrary<Event> read = Combinators.combine(
                        Arbitraries.integers().between(0, 50),
                        Arbitraries.integers().between(1, 30))
                .as(Event.Read::new);
        Arbitrary<Event> turns = Arbitraries.integers().between(1, 12).map(Event.Turns::new);
        Arbitrary<Event> wait = Arbitraries.integers().between(1, 500).map(Event.Wait::new);
        Arbitrary<Event> fail = Arbitraries.of(Outcome.KV_FULL, Outcome.ABORTED).map(Event.Fail::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(6, submit),
                        Tuple.of(1, cancel),
                        Tuple.of(5, read),
                        Tuple.of(8, turns),
                        Tuple.of(1, wait),
                        Tuple.of(1, fail))
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }
}
