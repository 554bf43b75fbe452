package dev.tierway.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.target.NearestTarget;
import dev.tierway.evals.target.Target.Attempt;
import dev.tierway.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The figures of the data set's README: the first 10 training texts of a class, the first 5 test texts. */
class Banking77Test {
    @Test
    void all_minilm_routes_80_5_percent_right() throws Exception {
        assertThat(right(LocalEmbedders.ALL_MINILM)).isEqualTo(310);
    }

    /** How many of 385 texts go to their intent. */
    private static int right(String model) throws Exception {
        Optional<Path> data = SharedData.find("banking77");
        assumeThat(data).as("banking77 is not here").isPresent();
        NearestTarget target = NearestTarget.of(
                "nearest",
                new NearestTarget.Voting(1, OptionalInt.of(10)),
                Banking77.firstOfEach(data.get().resolve("train.csv"), 10),
                new LocalEmbedders().find(model).orElseThrow(),
                Ticker.system());
        List<Case> test = Banking77.firstOfEach(data.get().resolve("test.csv"), 5);
        assertThat(test).hasSize(385);
        int right = 0;
        for (Case example : test) {
            String label = target.answer(example, new Attempt(1, 1)).text();
            right += label.equals(example.expected().stringValue()) ? 1 : 0;
        }
        return right;
    }
}
