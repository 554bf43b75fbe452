package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    @Test
    void ids_are_url_safe_and_never_repeat() {
        RequestIds ids = new RequestIds(new SplittableRandom(1));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertThat(id).matches("[A-Za-z0-9_-]{22}");
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void two_processes_draw_different_ids() {
        RequestIds one = new RequestIds(new SplittableRandom(1));
        RequestIds other = new RequestIds(new SplittableRandom(2));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(one.next());
            seen.add(other.next());
        }
        assertThat(seen).hasSize(2_000);
    }
}
