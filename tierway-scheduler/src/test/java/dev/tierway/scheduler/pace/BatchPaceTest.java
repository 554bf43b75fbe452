package dev.tierway.scheduler.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.scheduler.pace.BatchPace.Commitment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPaceTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final double POOL = 1_000;
    private static final PacePolicy EXACT = new PacePolicy(0.15, 0.8, 0.3, Duration.ZERO);

    private final BatchPace pace = new BatchPace(EXACT);

    /** Work that keeps the whole pool busy for {@code hours}, due {@code dueHours} from 0. */
    private static Commitment due(double hours, double dueHours) {
        return new Commitment(hours * 3_600 * POOL, (long) (dueHours * HOUR));
    }

    @Test
    void a_batch_with_time_to_spare_has_no_floor() {
        assertThat(pace.floor(List.of(due(2, 24)), POOL, 0)).isZero();
        assertThat(pace.floor(List.of(), POOL, 0)).isZero();
    }

    @Test
    void a_batch_that_falls_behind_gets_the_share_that_it_needs_until_it_has_caught_up() {
        assertThat(pace.floor(List.of(due(2, 24)), POOL, 14 * HOUR)).isCloseTo(0.2, within(1e-9));
        assertThat(pace.floor(List.of(due(1.25, 24)), POOL, 14 * HOUR)).isCloseTo(0.125, within(1e-9));
        assertThat(pace.floor(List.of(due(1.1, 24)), POOL, 14 * HOUR)).isZero();
        assertThat(pace.floor(List.of(due(1.25, 24)), POOL, 14 * HOUR)).isZero();
    }

    @Test
    void a_window_that_cannot_be_met_costs_no_more_than_the_cap() {
        assertThat(pace.floor(List.of(due(20, 24)), POOL, 14 * HOUR)).isEqualTo(0.3);
        assertThat(pace.floor(List.of(due(20, 24)), POOL, 24 * HOUR - 1)).isEqualTo(0.3);
    }

    @Test
    void a_window_that_has_passed_asks_for_nothing() {
        assertThat(pace.floor(List.of(due(20, 24)), POOL, 24 * HOUR)).isZero();
    }

    @Test
    void lines_are_to_be_done_before_the_reserve_so_that_the_last_ones_can_run() {
        BatchPace kept = new BatchPace(new PacePolicy(0.15, 0.8, 0.3, Duration.ofMinutes(5)));
        assertThat(kept.needed(List.of(due(0.1, 0.5)), POOL, 0)).isCloseTo(0.1 / (25 / 60.0), within(1e-9));
        assertThat(kept.needed(List.of(due(0.01, 0.1)), POOL, 0)).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void the_deadline_that_asks_most_decides() {
        List<Commitment> open = List.of(due(3, 24), due(1, 4), due(0.1, 2));
        assertThat(pace.needed(open, POOL, 0)).isCloseTo(1.1 / 4, within(1e-9));
    }

    /** Late, but feasible within the cap, and a pool that serves nothing to batch but its floor. */
    @Property(tries = 200)
    void whoever_gets_just_the_floor_is_in_time(
            @ForAll @IntRange(min = 1, max = 8) int batches,
            @ForAll @DoubleRange(min = 0.02, max = 0.29) double load,
            @ForAll long seed) {
        BatchPace kept = new BatchPace(new PacePolicy(0.15, 0.8, 0.3, Duration.ofMinutes(5)));
        RandomGenerator random = new SplittableRandom(seed);
        double[] left = new double[batches];
        long[] deadlines = new long[batches];
        for (int i = 0; i < batches; i++) {
            deadlines[i] = (long) ((1 + 23 * random.nextDouble()) * HOUR);
        }
        for (int i = 0; i < batches; i++) {
            left[i] = 0.9 * load / batches * deadlines[i] / 1e9 * POOL;
        }
        long step = Duration.ofSeconds(5).toNanos();
        for (long now = 0; now < 24 * HOUR; now += step) {
            List<Commitment> open = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                assertThat(left[i] > 0 && deadlines[i] <= now)
                        .as("batch %d is late", i)
                        .isFalse();
                if (left[i] > 0) {
                    open.add(new Commitment(left[i], deadlines[i]));
                }
            }
            double served = kept.floor(open, POOL, now) * POOL * step / 1e9;
            serveEarliestFirst(left, deadlines, served);
        }
    }

    private static void serveEarliestFirst(double[] left, long[] deadlines, double tokens) {
        double rest = tokens;
        while (rest > 0) {
            int first = -1;
            for (int i = 0; i < left.length; i++) {
                if (left[i] > 0 && (first < 0 || deadlines[i] < deadlines[first])) {
                    first = i;
                }
            }
            if (first < 0) {
                return;
            }
            double taken = Math.min(rest, left[first]);
            left[first] = left[first] - taken < 1e-6 ? 0 : left[first] - taken;
            rest -= taken;
        }
    }

    @Property(tries = 500)
    void the_floor_is_nothing_or_what_is_needed_and_never_above_the_cap(
            @ForAll @DoubleRange(min = 0, max = 100) double hours,
            @ForAll @DoubleRange(min = 0.01, max = 48) double dueHours,
            @ForAll @DoubleRange(min = 1, max = 1e6) double tokensPerSecond) {
        double floor = new BatchPace(EXACT).floor(List.of(due(hours, dueHours)), tokensPerSecond, 0);
        double needed = pace.needed(List.of(due(hours, dueHours)), tokensPerSecond, 0);
        assertThat(floor).isIn(0.0, Math.min(0.3, needed));
        assertThat(floor == 0).isEqualTo(needed < 0.15);
    }
}
