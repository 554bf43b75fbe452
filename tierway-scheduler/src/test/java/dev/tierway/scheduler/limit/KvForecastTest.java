package dev.tierway.scheduler.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KvForecastTest {
    private record Attempt(long heldTokens, long finalTokens) implements Occupant {
        @Override
        public boolean scavenger() {
            return false;
        }

        @Override
        public boolean batch() {
            return false;
        }

        @Override
        public boolean urgent() {
            return false;
        }
    }

    @Test
    void a_short_answer_leaves_before_a_long_one_has_grown() {
        assertThat(peak(List.of(new Attempt(100, 1_100), new Attempt(900, 910))))
                .isEqualTo(1_100);
    }

    /** The same as growing all by one token a step and looking at every step. */
    @Property(tries = 300)
    void equals_the_largest_sum_of_a_step_by_step_run(@ForAll long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<Attempt> attempts = new ArrayList<>();
        for (int index = 0; index < 1 + random.nextInt(20); index++) {
            long held = random.nextInt(200);
            attempts.add(new Attempt(held, held + random.nextInt(100)));
        }
        long largest = 0;
        for (int step = 0; step <= 100; step++) {
            long passed = step;
            largest = Math.max(
                    largest,
                    attempts.stream()
                            .filter(each -> each.finalTokens() - each.heldTokens() >= passed)
                            .mapToLong(each -> each.heldTokens() + passed)
                            .sum());
        }
        assertThat(peak(attempts)).isEqualTo(largest);
    }

    private static long peak(List<Attempt> attempts) {
        KvForecast forecast = new KvForecast();
        attempts.forEach(forecast::add);
        return forecast.peak();
    }
}
