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
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures the whole test split, for docs/graders.md: {@code -Dtierway.banking77=whole}. */
@EnabledIfSystemProperty(named = "tierway.banking77", matches = "whole")
class Banking77WholeTest {
    @ParameterizedTest
    @CsvSource({"all-minilm-l6-v2-q, 1", "all-minilm-l6-v2-q, 0", "bge-small-en-v1.5-q, 1", "bge-small-en-v1.5-q, 0"})
    @Timeout(3600)
    void accuracy_and_time_of_the_whole_test_split(String model, int neighbours) throws IOException {
        Path data = SharedData.find("banking77").orElseThrow();
        Embedder embedder = new LocalEmbedders().find(model).orElseThrow();
        List<Case> train = Banking77.firstOfEach(data.resolve("train.csv"), Integer.MAX_VALUE);
        List<Case> test = Banking77.firstOfEach(data.resolve("test.csv"), Integer.MAX_VALUE);
        NearestTarget target = NearestTarget.trained(
                "nearest",
                new NearestTarget.Voting(neighbours, OptionalInt.empty()),
                train,
                embedder,
                Ticker.system());
        long right = 0;
        long[] nanos = new long[test.size()];
        for (int i = 0; i < test.size(); i++) {
            Case example = test.get(i);
            Sample sample = target.answer(example, new Attempt(1, 1));
            right += sample.text().equals(example.expected().stringValue()) ? 1 : 0;
            nanos[i] = sample.timing().total();
        }
        Arrays.sort(nanos);
        Interval accuracy = Rates.wilson(right, test.size(), 0.95);
        System.out.printf(
                Locale.ROOT,
                "%s, neighbours %d, %d examples: %d of %d right, %.1f %% [%.1f, %.1f]; p50 %.1f ms, p95 %.1f ms%n",
                model,
                neighbours,
                train.size(),
                right,
                test.size(),
                100 * accuracy.estimate(),
                100 * accuracy.low(),
                100 * accuracy.high(),
                nanos[test.size() / 2] / 1e6,
                nanos[test.size() * 95 / 100] / 1e6);
        assertThat(accuracy.low()).isGreaterThan(0.8);
    }
}
