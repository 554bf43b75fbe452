package dev.tierway.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChangeFollowerTest {
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void reads_once_at_the_start_and_then_only_what_is_new() {
        try (ChangeFollower follower = new ChangeFollower(changes::get, List.of(reads::incrementAndGet))) {
            follower.look();
            follower.look();
            assertThat(reads).hasValue(1);

            changes.incrementAndGet();
            follower.look();
            follower.look();
            assertThat(reads).hasValue(2);
        }
    }

    @Test
    void what_could_not_be_read_is_read_at_the_next_look() {
        List<Runnable> readers = List.of(() -> {
            if (reads.incrementAndGet() == 1) {
                throw Failure.of(FailureKind.OVERLOADED, "storage_unavailable", "away")
                        .toException();
            }
        });
        try (ChangeFollower follower = new ChangeFollower(changes::get, readers)) {
            assertThatThrownBy(follower::look).isInstanceOf(FailureException.class);
            follower.look();
            follower.look();
            assertThat(reads).hasValue(2);
        }
    }
}
