package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long MINUTE = 60_000_000_000L;

    @Test
    void starts_full_and_fills_in_a_minute() {
        TokenBucket bucket = new TokenBucket(600);
        bucket.take(600, 0);

        assertThat(bucket.level(0)).isZero();
        assertThat(bucket.level(MINUTE / 2)).isEqualTo(300);
        assertThat(bucket.level(2 * MINUTE)).isEqualTo(600);
    }

    @Test
    void more_than_a_burst_is_covered_by_a_full_bucket_and_paid_back() {
        TokenBucket bucket = new TokenBucket(600);
        assertThat(bucket.covers(900, 0)).isTrue();
        bucket.take(900, 0);

        assertThat(bucket.level(0)).isEqualTo(-300);
        assertThat(bucket.nanosUntil(1, 0)).isEqualTo(301 * (MINUTE / 600));
        assertThat(bucket.covers(1, MINUTE / 2)).isFalse();
    }

    @Test
    void a_clock_that_goes_back_fills_nothing() {
        TokenBucket bucket = new TokenBucket(600);
        bucket.take(600, MINUTE);

        assertThat(bucket.level(0)).isZero();
        assertThat(bucket.level(MINUTE)).isZero();
    }

    @Test
    void what_is_missing_stays_missing_when_it_is_resized() {
        TokenBucket bucket = new TokenBucket(600);
        bucket.take(200, 0);
        bucket.resize(900, 0);

        assertThat(bucket.level(0)).isEqualTo(700);
        bucket.resize(100, 0);
        assertThat(bucket.level(0)).isEqualTo(-100);
    }

    @Test
    void needs_an_inflow() {
        assertThatThrownBy(() -> new TokenBucket(0)).hasMessageContaining("at least 1 a minute");
    }

    @Property
    void gives_out_at_most_a_burst_and_the_inflow(
            @ForAll @IntRange(min = 1, max = 10_000) int perMinute,
            @ForAll @Size(max = 50) List<@IntRange(max = 20_000) Integer> draws) {
        TokenBucket bucket = new TokenBucket(perMinute);
        long now = 0;
        long taken = 0;
        for (int draw : draws) {
            now += draw * 1_000_000L;
            int units = draw % (perMinute + 1);
            if (bucket.covers(units, now)) {
                bucket.take(units, now);
                taken += units;
            }
        }
        assertThat((double) taken).isLessThanOrEqualTo(perMinute + now * (perMinute / 60e9) + 1e-6);
    }

    @Property
    void covers_what_it_said_it_would_when_it_said(
            @ForAll @IntRange(min = 1, max = 1_000_000) int perMinute,
            @ForAll @IntRange(max = 2_000_000) int taken,
            @ForAll @IntRange(max = 2_000_000) int asked) {
        TokenBucket bucket = new TokenBucket(perMinute);
        bucket.take(taken, 0);
        long wait = bucket.nanosUntil(asked, 0);

        assertThat(bucket.level(wait)).isGreaterThanOrEqualTo(bucket.needed(asked) - 1e-4);
    }
}
