package dev.tierway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadGovernorTest {
    private static int stepsUntilRecovered(ThreadGovernor governor) {
        int steps = 0;
        while (governor.prefillThreads() == 1) {
            governor.observe(true, 100, 100, 100);
            steps++;
        }
        return steps;
    }

    @Test
    void prompts_use_all_threads_while_steps_take_their_cpu_time() {
        ThreadGovernor governor = new ThreadGovernor(1, 2);
        governor.observe(true, 140, 100, 140);
        assertThat(governor.prefillThreads()).isEqualTo(2);
    }

    @Test
    void a_step_that_waits_for_the_cpu_backs_prompts_off_for_a_while() {
        ThreadGovernor governor = new ThreadGovernor(1, 2);
        governor.observe(true, 160, 100, 160);
        assertThat(governor.prefillThreads()).isEqualTo(1);
        assertThat(stepsUntilRecovered(governor)).isEqualTo(32);
    }

    @Test
    void a_step_that_spins_for_a_worker_backs_off_too() {
        ThreadGovernor governor = new ThreadGovernor(1, 2);
        governor.observe(true, 400, 400, 100);
        assertThat(governor.prefillThreads()).isEqualTo(1);
    }

    @Test
    void each_relapse_doubles_the_pause() {
        ThreadGovernor governor = new ThreadGovernor(1, 2);
        governor.observe(true, 160, 100, 160);
        stepsUntilRecovered(governor);
        governor.observe(true, 160, 100, 160);
        assertThat(stepsUntilRecovered(governor)).isEqualTo(64);
    }
}
