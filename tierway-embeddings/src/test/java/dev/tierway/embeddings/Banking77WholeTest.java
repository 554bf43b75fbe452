package dev.tierway.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.embedding.Embedder;
import dev.tierway.evals.stats.Interval;
import dev.tierway.evals.stats.Rates;
import dev.tierway.evals.target.NearestTarget;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target.Attempt;
import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Measures the whole test split, for docs/graders.md: {@code -Dtierway.banking77=whole}. */
@EnabledIfSystemProperty(named = "tierway.banking77", matches = "whole")
class Banking77WholeTest {
    @ParameterizedTest
    @ValueSource(strings = {LocalEmbedders.ALL_MINILM, LocalEmbedders.BGE_SMALL})
    @Timeout(3600)
    void the_whole_test_split_by_nearest_example_and_by_centroid(String model) throws IOException {
        Path data = SharedData.find("banking77").orElseThrow();
        List<Case> train = Banking77.firstOfEach(data.resolve("train.csv"), Integer.MAX_VALUE);
        List<Case> test = Banking77.firstOfEach(data.resolve("test.csv"), Integer.MAX_VALUE);
        Embedder embedder = new Remembering(new LocalEmbedders().find(model).orElseThrow(), new HashMap<>());
        // The first pass computes every vector and is the one whose times count.
        assertThat(measure(embedder, 1, train, test).low()).isGreaterThan(0.85);
        assertThat(measure(embedder, 0, train, test).low()).isGreaterThan(0.8);
    }

    private static Interval measure(Embedder embedder, int neighbours, List<Case> train, List<Case> test) {
        NearestTarget target = NearestTarget.trained(
                "nearest", new NearestTarget.Voting(neighbours, OptionalInt.empty()), train, embedder, Ticker.system());
        long right = 0;
        long[] nanos = new long[test.size()];
        for (int i = 0; i < nanos.length; i++) {
            Sample sample = target.answer(test.get(i), new Attempt(1, 1));
            right += sample.text().equals(test.get(i).expected().stringValue()) ? 1 : 0;
            nanos[i] = sample.timing().total().orElseThrow();
        }
        Arrays.sort(nanos);
        Interval accuracy = Rates.wilson(right, nanos.length, 0.95);
        System.out.printf(
                Locale.ROOT,
                "%s, neighbours %d, %d examples: %d of %d right, %.1f %% [%.1f, %.1f]; p50 %.1f ms, p95 %.1f ms%n",
                embedder.model(),
                neighbours,
                train.size(),
                right,
                nanos.length,
                100 * accuracy.estimate(),
                100 * accuracy.low(),
                100 * accuracy.high(),
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6);
        return accuracy;
    }

    /** Computes each text's vector once. */
    private record Remembering(Embedder of, Map<String, float[]> known) implements Embedder {
        @Override
        public String model() {
            return of.model();
        }

        @Override
        public float[] embed(String text) {
            return known.computeIfAbsent(text, of::embed);
        }
    }
}
