package dev.tierway.engine;

import static dev.tierway.engine.EngineHarness.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.engine.EngineHarness.Client;
import dev.tierway.engine.fake.FakeBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop in virtual time: 5 ms a step, 4.5 ms a decode, 2.9 ms a prompt token. */
class EngineLoopTest {
    private static final int CONTEXT = 1024;
    private static final FakeBackend.Shape ROOMY = FakeBackend.Shape.SMALL_MODEL;

    private static EngineSettings settings() {
        return EngineSettings.defaults(CONTEXT, 1);
    }

    /** Output without a turn's end, so that lengths are known. */
    private static int[] endless(long seed, int length, int tokens) {
        for (long s = seed; ; s += 1000) {
            int[] prompt = prompt(s, length);
            if (EngineHarness.alone(prompt, tokens, CONTEXT).size() == tokens) {
                return prompt;
            }
        }
    }

    private static List<Client> submit(EngineHarness engine, int count, ServiceTier tier, int length, int tokens) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(engine.submit(tier, endless(100L * tier.hashCode() + i, length, tokens), tokens));
        }
        return clients;
    }

    private static long firstTokenMillis(EngineHarness engine, Client client, List<Client> others) {
        long start = engine.millis();
        while (client.read.isEmpty()) {
            engine.loop.turn();
            engine.read(client, 100);
            others.forEach(other -> engine.read(other, 100));
        }
        return client.readAtMillis.getFirst() - start;
    }

    @Test
    void a_reserved_prompt_is_as_fast_amid_batch_work_as_alone_but_for_one_step() {
        EngineHarness idle = new EngineHarness(settings(), ROOMY);
        int[] prompt = endless(1, 300, 10);
        long alone = firstTokenMillis(idle, idle.submit(ServiceTier.RESERVED, prompt, 10), List.of());

        EngineHarness busy = new EngineHarness(settings(), ROOMY);
        List<Client> batch = submit(busy, 12, ServiceTier.BATCH, 60, 200);
        busy.turns(60);
        long amid = firstTokenMillis(busy, busy.submit(ServiceTier.RESERVED, prompt, 10), batch);

        // Small chunks cost a step's base time each, then batch may be owed one small chunk.
        assertThat(amid).isLessThan((long) (1.2 * alone) + 60);
    }

    @Test
    void priority_tokens_come_at_narrow_steps_whatever_flex_and_batch_want() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        List<Client> low = submit(engine, 8, ServiceTier.FLEX, 200, 300);
        low.addAll(submit(engine, 8, ServiceTier.BATCH, 200, 300));
        engine.turns(30);
        Client priority = submit(engine, 1, ServiceTier.PRIORITY, 20, 60).getFirst();
        List<Client> all = new ArrayList<>(low);
        all.add(priority);
        while (!priority.done()) {
            engine.loop.turn();
            all.forEach(client -> engine.read(client, 100));
        }
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < priority.readAtMillis.size(); i++) {
            gaps.add(priority.readAtMillis.get(i) - priority.readAtMillis.get(i - 1));
        }
        long within = gaps.stream().filter(gap -> gap <= 50).count();
        assertThat(within).isGreaterThan(gaps.size() * 9 / 10);
        // Owed work may add one small chunk to a step.
        assertThat(gaps).allSatisfy(gap -> assertThat(gap).isLessThan(110));
    }

    @Test
    void batch_keeps_its_minimum_share_while_priority_takes_every_step() {
        EngineHarness engine =
                new EngineHarness(settings().withPlan(settings().plan().withShares(0.1, 0.05, 0.04)), ROOMY);
        Client batch = submit(engine, 1, ServiceTier.BATCH, 400, 200).getFirst();
        for (int round = 0; round < 40; round++) {
            Client priority = engine.submit(ServiceTier.PRIORITY, prompt(9_000 + round, 300), 2);
            while (!priority.done()) {
                engine.loop.turn();
                engine.read(priority, 10);
                engine.read(batch, 1000);
            }
        }
        double batchMillis = batch.stream.usage().inputUncached() * 2.9 + batch.read.size() * 9.5;
        assertThat(batchMillis / engine.millis()).isCloseTo(0.04, within(0.02));
    }

    @Test
    void a_slow_reader_pauses_only_itself() {
        EngineHarness engine = new EngineHarness(settings().withTokenQueue(8), ROOMY);
        Client slow = submit(engine, 1, ServiceTier.STANDARD, 20, 100).getFirst();
        Client fast = engine.submit(ServiceTier.STANDARD, endless(777, 20, 100), 100);
        engine.finish(List.of(fast));
        assertThat(slow.stream.usage().output()).isEqualTo(8);
        engine.finish(List.of(slow));
        assertThat(slow.read).hasSize(100);
    }

    @Test
    void under_pressure_batch_is_swapped_out_and_resumes_without_computing_again() {
        EngineHarness engine = new EngineHarness(EngineSettings.defaults(512, 1), ROOMY.withCells(600));
        int[] batchPrompt = endless(5, 300, 150);
        Client batch = engine.submit(ServiceTier.BATCH, batchPrompt, 150);
        while (batch.stream.usage().output() < 20) {
            engine.loop.turn();
            engine.read(batch, 100);
        }
        Client reserved = engine.submit(ServiceTier.RESERVED, endless(6, 400, 20), 20);
        engine.turns(1);
        assertThat(engine.loop.load().swapped()).isEqualTo(1);
        assertThat(engine.loop.load().swappedBytes()).isPositive();

        engine.finish(List.of(reserved, batch));
        assertThat(batch.read).isEqualTo(EngineHarness.alone(batchPrompt, 150, 512));
        assertThat(engine.loop.load().swapOuts()).isEqualTo(1);
        assertThat(engine.loop.load().drops()).isZero();
        assertThat(engine.loop.load().swappedBytes()).isZero();
    }

    @Test
    void without_heap_for_swapping_cells_are_dropped_and_computed_again() {
        EngineHarness engine =
                new EngineHarness(EngineSettings.defaults(512, 1).withSwapBytes(0), ROOMY.withCells(600));
        int[] batchPrompt = endless(5, 300, 150);
        Client batch = engine.submit(ServiceTier.BATCH, batchPrompt, 150);
        engine.turns(30);
        Client reserved = engine.submit(ServiceTier.RESERVED, endless(6, 400, 20), 20);
        engine.finish(List.of(reserved, batch));
        assertThat(batch.read).isEqualTo(EngineHarness.alone(batchPrompt, 150, 512));
        assertThat(engine.loop.load().drops()).isEqualTo(1);
        assertThat(batch.stream.usage().input()).isEqualTo(300);
    }

    @Test
    void prefix_holders_give_way_before_running_work() {
        EngineHarness engine = new EngineHarness(EngineSettings.defaults(512, 1), ROOMY.withCells(600));
        engine.finish(List.of(engine.submit(ServiceTier.RESERVED, prompt(1, 400), 2)));
        Client batch = engine.submit(ServiceTier.BATCH, endless(2, 150, 100), 100);
        engine.turns(5);
        Client reserved = engine.submit(ServiceTier.RESERVED, prompt(3, 200), 2);
        engine.finish(List.of(batch, reserved));
        assertThat(engine.loop.load().swapOuts()).isZero();
    }

    @Test
    void prompts_that_arrive_together_compute_their_common_part_once() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(engine.submit(ServiceTier.STANDARD, prompt(50, 200, i, 220), 3));
        }
        engine.finish(clients);
        assertThat(clients.getFirst().stream.usage().cacheRead()).isZero();
        for (Client client : clients.subList(1, 4)) {
            assertThat(client.stream.usage().cacheRead()).isEqualTo(200);
        }
    }

    @Test
    void another_project_does_not_see_a_cached_prefix() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        int[] prompt = prompt(1, 100);
        engine.finish(List.of(engine.submit(ServiceTier.STANDARD, "mine", prompt, 2, Long.MAX_VALUE)));
        Client other = engine.submit(ServiceTier.STANDARD, "yours", prompt, 2, Long.MAX_VALUE);
        engine.finish(List.of(other));
        assertThat(other.stream.usage().cacheRead()).isZero();
    }

    @Test
    void a_conversation_continues_from_its_own_answer() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        int[] question = endless(1, 100, 20);
        Client first = engine.submit(ServiceTier.STANDARD, question, 20);
        engine.finish(List.of(first));
        int[] next = Arrays.copyOf(question, 140);
        for (int i = 0; i < 20; i++) {
            next[100 + i] = first.read.get(i);
        }
        Client second = engine.submit(ServiceTier.STANDARD, next, 5);
        engine.finish(List.of(second));
        // The last token of an answer was never fed back.
        assertThat(second.stream.usage().cacheRead()).isEqualTo(119);
        assertThat(second.read).isEqualTo(EngineHarness.alone(next, 5, CONTEXT));
    }

    @Test
    void a_deadline_ends_a_generation_wherever_it_is() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        long deadline = engine.ticker.nanos() + Duration.ofMillis(200).toNanos();
        Client running = engine.submit(ServiceTier.FLEX, "p", endless(1, 20, 500), 500, deadline);
        engine.turns(3);
        assertThat(engine.loop.nextDeadline()).isEqualTo(deadline);
        engine.finish(List.of(running));
        assertThat(running.stream.finish()).isEqualTo(Finish.EXPIRED);
        assertThat(engine.millis()).isBetween(200L, 260L);
    }

    @Test
    void the_context_bounds_prompt_and_output() {
        EngineHarness engine = new EngineHarness(EngineSettings.defaults(64, 1), ROOMY);
        Client client = engine.submit(ServiceTier.STANDARD, endless(1, 50, 14), 100);
        engine.finish(List.of(client));
        assertThat(client.stream.finish()).isEqualTo(Finish.CONTEXT_FULL);
        assertThat(client.read).hasSize(14);
    }

    @Test
    void a_reserved_arrival_breaks_off_a_long_batch_step() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        int[] prompt = endless(1, 600, 5);
        Client batch = engine.submit(ServiceTier.BATCH, prompt, 5);
        engine.turns(2);
        int computed = batch.run.computed;
        List<Client> reserved = new ArrayList<>();
        engine.duringNextStep(() -> reserved.addAll(submit(engine, 1, ServiceTier.RESERVED, 40, 5)));
        engine.turns(1);
        assertThat(batch.run.computed).isEqualTo(computed);

        engine.turns(1);
        assertThat(reserved.getFirst().stream.usage().input()).isPositive();
        assertThat(batch.run.computed).isEqualTo(computed);
        engine.finish(List.of(batch, reserved.getFirst()));
        assertThat(batch.read).isEqualTo(EngineHarness.alone(prompt, 5, CONTEXT));
    }

    @Test
    void a_long_priority_step_is_broken_off_for_reserved_only() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        Client first = engine.submit(ServiceTier.PRIORITY, endless(1, 600, 5), 5);
        engine.turns(2);
        int computed = first.run.computed;
        engine.duringNextStep(() -> submit(engine, 1, ServiceTier.RESERVED, 40, 5));
        engine.turns(1);
        assertThat(first.run.computed).isEqualTo(computed);

        engine.turns(20);
        Client second = engine.submit(ServiceTier.PRIORITY, endless(2, 600, 5), 5);
        engine.turns(2);
        computed = second.run.computed;
        engine.duringNextStep(() -> submit(engine, 1, ServiceTier.PRIORITY, 40, 5));
        engine.turns(1);
        assertThat(second.run.computed).isGreaterThan(computed);
    }

    @Test
    void a_reserved_arrival_lets_a_short_step_finish() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        Client batch = engine.submit(ServiceTier.BATCH, endless(1, 20, 50), 50);
        engine.turns(5);
        long output = batch.stream.usage().output();
        engine.duringNextStep(() -> submit(engine, 1, ServiceTier.RESERVED, 40, 5));
        engine.turns(1);
        assertThat(batch.stream.usage().output()).isEqualTo(output + 1);
    }

    @Test
    void learned_costs_match_the_backend() {
        EngineHarness engine = new EngineHarness(settings(), ROOMY);
        engine.finish(submit(engine, 6, ServiceTier.STANDARD, 150, 60));
        assertThat(engine.loop.load().cost().nanos(4, 20))
                .isCloseTo(ROOMY.cost().nanos(4, 20), within(3e6));
    }
}
