package dev.tierway.gateway.batch.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetriesTest {
    private static final Retries RETRIES = Retries.DEFAULTS;

    @ParameterizedTest
    @EnumSource
    void what_only_the_caller_can_mend_is_the_result_at_once(FailureKind kind) {
        assertThat(RETRIES.pause(failure(kind), 1, 0).isPresent())
                .isEqualTo(kind.retryable() || kind == FailureKind.INTERNAL);
    }

    @Test
    void want_of_capacity_is_waited_out_with_pauses_that_grow() {
        Failure full = failure(FailureKind.OVERLOADED);

        assertThat(RETRIES.pause(full, 1, 0)).contains(Duration.ofSeconds(1));
        assertThat(RETRIES.pause(full, 4, 0)).contains(Duration.ofSeconds(8));
        assertThat(RETRIES.pause(full, 1_000_000, 0)).contains(Duration.ofMinutes(1));
        assertThat(RETRIES.pause(full, 4, 1)).contains(Duration.ofSeconds(4));
    }

    @Test
    void a_predicted_wait_counts_up_to_the_longest_pause() {
        Failure limited = failure(FailureKind.RATE_LIMITED);

        assertThat(RETRIES.pause(limited.withRetryAfter(Duration.ofSeconds(20)), 1, 0))
                .contains(Duration.ofSeconds(20));
        assertThat(RETRIES.pause(limited.withRetryAfter(Duration.ofHours(1)), 1, 0))
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void backends_fail_only_so_often() {
        Failure broken = failure(FailureKind.UPSTREAM_FAILED);

        assertThat(RETRIES.pause(broken, 5, 0)).isPresent();
        assertThat(RETRIES.pause(broken, 6, 0)).isEmpty();
    }

    private static Failure failure(FailureKind kind) {
        return Failure.of(kind, "code", "message");
    }
}
