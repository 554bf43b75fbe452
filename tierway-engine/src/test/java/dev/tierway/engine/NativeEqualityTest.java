package dev.tierway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.engine.EngineHarness.Client;
import dev.tierway.engine.llama.LlamaModel;
import dev.tierway.engine.llama.TinyLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the F32 model, greedy output is the same however the loop gets to it. */
class NativeEqualityTest {
    private static final int CONTEXT = 256;
    private static final int TOKENS = 40;
    private static LlamaModel model;
    private static final List<int[]> PROMPTS = new ArrayList<>();
    private static final List<List<Integer>> ALONE = new ArrayList<>();

    private final List<EngineHarness> engines = new ArrayList<>();

    @BeforeAll
    static void generate_alone(@TempDir Path folder) {
        model = TinyLlama.load(folder);
        for (int i = 0; i < 8; i++) {
            // The first 60 tokens are common to all.
            PROMPTS.add(Arrays.stream(EngineHarness.prompt(1, 60, i, 90 + 7 * i))
                    .map(token -> token % 200)
                    .toArray());
            EngineHarness engine = engine(1024);
            Client client = engine.submit(ServiceTier.STANDARD, PROMPTS.get(i), TOKENS);
            engine.finish(List.of(client));
            ALONE.add(client.read);
            engine.loop.shutDown(Finish.CANCELLED);
        }
    }

    @AfterAll
    static void free() {
        model.close();
    }

    @AfterEach
    void close() {
        engines.forEach(engine -> engine.loop.shutDown(Finish.CANCELLED));
    }

    private static EngineHarness engine(int cells) {
        return new EngineHarness(EngineSettings.defaults(CONTEXT, 1), TinyLlama.backend(model, cells), model);
    }

    private EngineHarness opened(int cells) {
        EngineHarness engine = engine(cells);
        engines.add(engine);
        return engine;
    }

    private static Client submit(EngineHarness engine, ServiceTier tier, String project, int prompt) {
        return engine.submit(tier, project, PROMPTS.get(prompt), TOKENS, Long.MAX_VALUE);
    }

    private static void assertEqual(List<Client> clients) {
        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).read).as("prompt %d", i).isEqualTo(ALONE.get(i));
        }
    }

    @Test
    void the_fixture_tells_prompts_apart() {
        assertThat(ALONE)
                .doesNotHaveDuplicates()
                .allSatisfy(output -> assertThat(output).hasSize(TOKENS));
    }

    @Test
    void batched_with_staggered_arrivals() {
        EngineHarness engine = opened(2048);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(submit(engine, ServiceTier.STANDARD, "own" + i, i));
            engine.turns(2);
        }
        engine.finish(clients);
        assertEqual(clients);
        assertThat(clients)
                .allSatisfy(
                        client -> assertThat(client.stream.usage().cacheRead()).isZero());
    }

    @Test
    void prefix_shared() {
        EngineHarness engine = opened(2048);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(submit(engine, ServiceTier.STANDARD, "same", i));
            engine.turns(2);
        }
        engine.finish(clients);
        assertEqual(clients);
        assertThat(clients.subList(1, 8))
                .allSatisfy(
                        client -> assertThat(client.stream.usage().cacheRead()).isGreaterThanOrEqualTo(60));
    }

    @Test
    void swapped_out_and_restored() {
        EngineHarness engine = opened(512);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(submit(engine, ServiceTier.BATCH, "own" + i, i));
        }
        while (clients.getFirst().stream.usage().output() < 5) {
            engine.loop.turn();
        }
        for (int i = 3; i < 6; i++) {
            clients.add(submit(engine, ServiceTier.RESERVED, "own" + i, i));
        }
        engine.finish(clients);
        assertEqual(clients);
        assertThat(engine.loop.load().swapOuts()).isPositive();
    }

    @Test
    void paused_by_higher_tiers() {
        EngineHarness engine = opened(2048);
        List<Client> clients = new ArrayList<>();
        List<ServiceTier> rising =
                List.of(ServiceTier.BATCH, ServiceTier.FLEX, ServiceTier.STANDARD, ServiceTier.RESERVED);
        for (int i = 0; i < 4; i++) {
            clients.add(submit(engine, rising.get(i), "own" + i, i));
            engine.turns(6);
        }
        engine.finish(clients);
        assertEqual(clients);
    }

    @Test
    void behind_a_slow_reader() {
        EngineHarness engine = new EngineHarness(
                EngineSettings.defaults(CONTEXT, 1).withTokenQueue(2), TinyLlama.backend(model, 1024), model);
        engines.add(engine);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(submit(engine, ServiceTier.STANDARD, "own" + i, i));
        }
        for (int turn = 0; !clients.stream().allMatch(Client::done); turn++) {
            engine.loop.turn();
            engine.read(clients.get(turn % 3), 1 + turn % 3);
        }
        assertEqual(clients);
    }
}
