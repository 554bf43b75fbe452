package dev.tierway.gateway.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any sequence of refusals, answers and time, against a plain reckoning of when a caller must be escalated. */
class EscalationProperties {
    /** What happens {@code after} the step before, in seconds. */
    sealed interface Step {
        int after();

        record Throttled(int after) implements Step {}

        record Answered(int after, int latency) implements Step {}
    }

    @Property(tries = 1_000)
    void a_caller_is_escalated_for_as_long_as_a_cause_lasts_and_never_else(
            @ForAll("rules") EscalationRule rule, @ForAll("steps") List<Step> steps) {
        Reckoning reckoning = new Reckoning(rule);
        Escalation state = Escalation.Watched.CALM;
        long now = Long.MAX_VALUE - seconds(30);
        for (Step step : steps) {
            now += seconds(step.after());
            state = switch (step) {
                case Step.Throttled _ -> state.throttled(rule, now);
                case Step.Answered answered -> state.answered(rule, seconds(answered.latency()), now);
            };
            reckoning.take(step);

            assertThat(state.at(rule, now) instanceof Escalation.Active).isEqualTo(reckoning.escalated());
            if (state instanceof Escalation.Watched watched) {
                assertThat(watched.throttles())
                        .hasSizeLessThan(rule.afterThrottles().orElse(1));
            }
        }
    }

    @Property
    void an_escalation_ends_on_time_and_the_next_needs_a_cause_of_its_own(@ForAll("rules") EscalationRule rule) {
        Escalation active = causedBy(rule, Escalation.Watched.CALM, 0);
        long end = rule.lasts().toNanos();

        assertThat(active.at(rule, end - 1)).isEqualTo(active);
        assertThat(active.at(rule, end)).isEqualTo(Escalation.Watched.CALM);
        assertThat(causedBy(rule, active, end - 1)).isEqualTo(active);
        assertThat(causedBy(rule, active, end)).isEqualTo(new Escalation.Active(end));
    }

    private static Escalation causedBy(EscalationRule rule, Escalation before, long now) {
        Escalation state = before;
        if (rule.afterLatency().isPresent()) {
            return state.answered(rule, rule.afterLatency().get().toNanos() + 1, now);
        }
        for (int i = 0; i < rule.afterThrottles().orElseThrow(); i++) {
            state = state.throttled(rule, now);
        }
        return state;
    }

    @Provide
    Arbitrary<EscalationRule> rules() {
        Arbitrary<Integer> throttles = Arbitraries.integers().between(0, 4);
        Arbitrary<Integer> seconds = Arbitraries.integers().between(1, 20);
        return Combinators.combine(throttles, seconds, seconds, seconds, Arbitraries.of(true, false))
                .as((count, within, latency, lasts, slowCounts) -> new EscalationRule(
                        count == 0 ? OptionalInt.empty() : OptionalInt.of(count),
                        Duration.ofSeconds(within),
                        slowCounts || count == 0 ? Optional.of(Duration.ofSeconds(latency)) : Optional.empty(),
                        ServiceTier.PRIORITY,
                        Duration.ofSeconds(lasts)));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> pause = Arbitraries.integers().between(0, 12);
        Arbitrary<Step> throttled = pause.map(Step.Throttled::new);
        Arbitrary<Step> answered = Combinators.combine(
                        pause, Arbitraries.integers().between(0, 25))
                .as(Step.Answered::new);
        return Arbitraries.oneOf(throttled, throttled, answered).list().ofMaxSize(40);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    /** The rule in whole seconds from zero, over the whole history. */
    private static final class Reckoning {
        private final EscalationRule rule;
        private final List<Long> throttles = new ArrayList<>();
        private long now;
        private long until = -1;

        Reckoning(EscalationRule rule) {
            this.rule = rule;
        }

        void take(Step step) {
            now += step.after();
            if (escalated()) {
                return;
            }
            boolean cause = switch (step) {
                case Step.Throttled _ -> {
                    throttles.add(now);
                    long recent = throttles.stream()
                            .filter(at -> now - at <= rule.within().toSeconds())
                            .count();
                    yield recent >= rule.afterThrottles().orElse(Integer.MAX_VALUE);
                }
                case Step.Answered answered ->
                    rule.afterLatency()
                            .filter(most -> answered.latency() > most.toSeconds())
                            .isPresent();
            };
            if (cause) {
                throttles.clear();
                until = now + rule.lasts().toSeconds();
            }
        }

        boolean escalated() {
            return now < until;
        }
    }
}
