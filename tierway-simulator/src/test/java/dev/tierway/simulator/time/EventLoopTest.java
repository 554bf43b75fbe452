package dev.tierway.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private final EventLoop loop = new EventLoop();
    private final List<String> happened = new ArrayList<>();

    @Test
    void actions_run_in_order_of_time_and_those_of_one_moment_as_scheduled() {
        loop.at(20, now -> happened.add("c@" + now));
        loop.at(10, now -> happened.add("a@" + now));
        loop.at(10, now -> happened.add("b@" + now));
        loop.runUntil(20);
        assertThat(happened).containsExactly("a@10", "b@10", "c@20");
        assertThat(loop.events()).isEqualTo(3);
    }

    @Test
    void what_an_action_schedules_for_the_past_runs_next_without_turning_time_back() {
        loop.at(10, now -> loop.at(3, later -> happened.add("late@" + later)));
        loop.runUntil(15);
        assertThat(happened).containsExactly("late@10");
        assertThat(loop.nanos()).isEqualTo(15);
    }

    @Test
    void a_cancelled_timer_does_not_run() {
        EventLoop.Timer timer = loop.after(5, now -> happened.add("never"));
        timer.cancel();
        loop.at(100, now -> happened.add("beyond the end"));
        loop.runUntil(50);
        assertThat(happened).isEmpty();
    }
}
