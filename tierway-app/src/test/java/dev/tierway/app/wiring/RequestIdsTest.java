package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RequestIdsTest {
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-11-22T06:00:00Z"));

    @Test
    void ids_sort_by_time() {
        RequestIds ids = new RequestIds(clock::get, new SplittableRandom(1));
        String before = "";
        for (int i = 0; i < 1_000; i++) {
            String id = ids.next();
            assertThat(id).isGreaterThan(before);
            before = id;
            clock.set(clock.get().plusMillis(1));
        }
    }

    @Test
    void the_time_is_written_as_ulids_have_it() {
        clock.set(Instant.ofEpochMilli(1_469_918_176_385L));

        assertThat(new RequestIds(clock::get, new SplittableRandom(1)).next()).startsWith("01ARYZ6S41");
    }

    @Test
    void ids_are_url_safe_and_never_repeat() {
        RequestIds ids = new RequestIds(clock::get, new SplittableRandom(1));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertThat(id).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void two_processes_draw_different_ids() {
        RequestIds one = new RequestIds(clock::get, new SplittableRandom(1));
        RequestIds other = new RequestIds(clock::get, new SplittableRandom(2));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(one.next());
            seen.add(other.next());
        }
        assertThat(seen).hasSize(2_000);
    }
}
