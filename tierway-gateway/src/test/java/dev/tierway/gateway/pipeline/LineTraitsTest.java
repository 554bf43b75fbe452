package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineTraitsTest {
    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 1);
    private final Pool pool = new Pool(
            "m",
            new AdmissionGate(
                    "m",
                    new SchedulerEngine(
                            PoolPolicy.DEFAULT,
                            List.of(Pool.spec(backend.name(), backend.capacity(), 0)),
                            List.of(),
                            Map.of(),
                            new SplittableRandom(1)),
                    Ticker.system()),
            Map.of("backend", backend),
            Map.of());

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void lines_that_share_a_prefix_stand_together_in_order() {
        String a = "a".repeat(2_000);
        String b = "b".repeat(2_000);
        List<String> prompts = IntStream.range(0, 40)
                .mapToObj(i -> (i % 2 == 0 ? a : b) + (i % 3) + "x".repeat(2_000) + i)
                .toList();

        List<String> sorted = prompts.stream()
                .sorted((x, y) -> Arrays.compareUnsigned(key(x), key(y)))
                .map(prompt -> prompt.substring(0, 2_001))
                .toList();

        long changes = IntStream.range(1, 40)
                .filter(i -> !sorted.get(i).equals(sorted.get(i - 1)))
                .count();
        assertThat(changes).isEqualTo(5);
    }

    @Test
    void lines_that_ask_for_the_same_are_identical_in_any_order_of_members() {
        byte[] one =
                identity("{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        byte[] other = identity(
                "{\"messages\":[ {\"content\":\"\\u0068i\",\"role\":\"user\"} ],\"temperature\":0,\"model\":\"m\"}");
        byte[] third =
                identity("{\"model\":\"m\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"ho\"}]}");

        assertThat(one).hasSize(32).isEqualTo(other).isNotEqualTo(third);
    }

    @Test
    void what_may_be_answered_in_many_ways_is_identical_to_nothing() {
        assertThat(identity("{\"model\":\"m\",\"messages\":[]}")).isEmpty();
        assertThat(identity("{\"model\":\"m\",\"messages\":[],\"temperature\":0.7}"))
                .isEmpty();
        assertThat(identity("{\"model\":\"m\",\"messages\":[],\"temperature\":0.7,\"seed\":3}"))
                .isNotEmpty();
    }

    @Test
    void a_body_that_cannot_be_read_has_traits_nevertheless() {
        LineTraits traits = traits("{\"model\":\"m\"}");

        assertThat(traits.inputTokens()).isPositive();
        assertThat(traits.orderKey()).isEmpty();
        assertThat(traits.identity()).isEmpty();
    }

    @Test
    void the_order_counts_no_more_than_the_first_blocks() {
        String prompt = String.join("", Collections.nCopies(10_000, "0123456789"));

        assertThat(key(prompt)).hasSize(256);
    }

    private byte[] key(String prompt) {
        return traits("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}")
                .orderKey();
    }

    private byte[] identity(String body) {
        return traits(body).identity();
    }

    private LineTraits traits(String body) {
        return LineTraits.of("p", Operation.CHAT_COMPLETION, body.getBytes(StandardCharsets.UTF_8), pool);
    }
}
