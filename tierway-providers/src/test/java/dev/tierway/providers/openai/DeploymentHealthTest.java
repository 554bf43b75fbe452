package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DeploymentHealthTest {
    private static final HealthPolicy POLICY =
            new HealthPolicy(3, 0.5, 10, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(40));

    private final DeploymentHealth health = new DeploymentHealth(POLICY, 0);
    private long now;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private boolean eject() {
        boolean ejected = false;
        for (int i = 0; i < POLICY.consecutiveFailures(); i++) {
            ejected = health.failed(now);
        }
        return ejected;
    }

    @Test
    void failures_in_a_row_eject() {
        assertThat(health.failed(now)).isFalse();
        assertThat(health.failed(now)).isFalse();
        health.succeeded(now);
        assertThat(health.failed(now)).isFalse();
        assertThat(health.failed(now)).isFalse();
        assertThat(health.failed(now)).isTrue();
        assertThat(health.ejected()).isTrue();
        assertThat(health.failed(now)).isFalse();
    }

    @Test
    void a_high_share_of_failures_ejects_once_there_were_enough_calls() {
        for (int i = 0; i < 4; i++) {
            health.succeeded(now);
            assertThat(health.failed(now)).isFalse();
        }
        health.succeeded(now);
        assertThat(health.failed(now)).isTrue();
    }

    @Test
    void failures_that_left_the_window_do_not_count() {
        for (int i = 0; i < 5; i++) {
            health.failed(now);
            health.succeeded(now);
        }
        assertThat(health.ejected()).isFalse();
        pass(POLICY.window());
        assertThat(health.failed(now)).isFalse();
    }

    @Test
    void a_probe_is_due_after_the_ejection_and_later_each_time_it_fails() {
        assertThat(eject()).isTrue();
        for (int seconds : new int[] {5, 10, 20, 40, 40}) {
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(health.probeDue(now)).isFalse();
            pass(Duration.ofNanos(1));
            assertThat(health.probeDue(now)).isTrue();
            health.probeFailed(now);
        }
    }

    @Test
    void a_probe_that_succeeds_brings_it_back_with_a_clean_record() {
        eject();
        pass(Duration.ofSeconds(5));
        health.probeSucceeded(now);
        assertThat(health.ejected()).isFalse();
        assertThat(health.failed(now)).isFalse();
    }

    @Test
    void one_that_falls_again_soon_stays_out_longer_and_one_that_stayed_well_starts_over() {
        eject();
        pass(Duration.ofSeconds(5));
        health.probeSucceeded(now);
        eject();
        pass(Duration.ofSeconds(5));
        assertThat(health.probeDue(now)).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(health.probeDue(now)).isTrue();
        health.probeSucceeded(now);
        pass(POLICY.longestEjection());
        eject();
        pass(Duration.ofSeconds(5));
        assertThat(health.probeDue(now)).isTrue();
    }

    enum Event {
        SUCCESS,
        FAILURE,
        PROBE_FAILED,
        PROBE_SUCCEEDED
    }

    record Step(Event event, int millis) {}

    @Property(tries = 300)
    void it_is_only_ejected_by_failures_and_only_back_by_a_probe(@ForAll("steps") List<Step> steps) {
        DeploymentHealth health = new DeploymentHealth(POLICY, 0);
        long now = 0;
        int failuresInARow = 0;
        int failures = 0;
        for (Step step : steps) {
            now += Duration.ofMillis(step.millis()).toNanos();
            boolean before = health.ejected();
            switch (step.event()) {
                case SUCCESS -> {
                    health.succeeded(now);
                    failuresInARow = 0;
                }
                case FAILURE -> {
                    failuresInARow++;
                    failures++;
                    boolean ejects = health.failed(now);
                    assertThat(ejects).isEqualTo(!before && health.ejected());
                    if (failuresInARow >= POLICY.consecutiveFailures()) {
                        assertThat(health.ejected()).isTrue();
                    }
                    if (ejects) {
                        assertThat(failures).isGreaterThanOrEqualTo(POLICY.consecutiveFailures());
                        assertThat(health.probeDue(now)).isFalse();
                    }
                }
                case PROBE_FAILED -> {
                    if (health.probeDue(now)) {
                        health.probeFailed(now);
                        assertThat(health.probeDue(now)).isFalse();
                    }
                }
                case PROBE_SUCCEEDED -> {
                    if (health.probeDue(now)) {
                        health.probeSucceeded(now);
                        assertThat(health.ejected()).isFalse();
                        failuresInARow = 0;
                        failures = 0;
                    }
                }
            }
            if (before && step.event() != Event.PROBE_SUCCEEDED) {
                assertThat(health.ejected()).isTrue();
            }
            assertThat(health.probeDue(now + POLICY.longestEjection().toNanos()))
                    .isEqualTo(health.ejected());
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Event.class), Arbitraries.integers().between(0, 60_000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void below_the_minimum_of_calls_only_failures_in_a_row_matter(@ForAll @IntRange(min = 0, max = 4) int pairs) {
        DeploymentHealth fresh = new DeploymentHealth(POLICY, 0);
        for (int i = 0; i < pairs; i++) {
            fresh.failed(0);
            fresh.succeeded(0);
        }
        assertThat(fresh.ejected()).isFalse();
    }
}
