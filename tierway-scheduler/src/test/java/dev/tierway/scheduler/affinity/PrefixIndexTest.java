package dev.tierway.scheduler.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixIndexTest {
    private final PrefixIndex index = new PrefixIndex(70, 4);

    @Test
    void counts_the_leading_blocks_of_every_deployment() {
        index.learn(0, List.of(1L, 2L, 3L));
        index.learn(69, List.of(1L, 9L));
        assertThat(match(1L, 2L, 4L)[0]).isEqualTo(2);
        assertThat(match(1L, 2L, 4L)[69]).isEqualTo(1);
        assertThat(match(1L, 2L, 4L)[5]).isZero();
        assertThat(match()[0]).isZero();
    }

    @Test
    void forgets_the_ends_of_prefixes_that_nobody_used_again() {
        index.learn(0, List.of(1L, 2L));
        index.learn(0, List.of(5L, 6L));
        index.learn(0, List.of(1L, 2L));
        index.learn(0, List.of(7L));
        assertThat(match(1L, 2L)[0]).isEqualTo(2);
        assertThat(match(5L, 6L)[0]).isEqualTo(1);
        assertThat(match(7L)[0]).isEqualTo(1);
    }

    @Test
    void a_restarted_deployment_has_nothing() {
        index.learn(3, List.of(1L, 2L));
        index.learn(3, List.of(1L, 2L));
        index.forget(3);
        assertThat(match(1L, 2L)[3]).isZero();
    }

    private int[] match(Long... hashes) {
        int[] counts = new int[70];
        index.match(List.of(hashes), counts);
        return counts;
    }
}
