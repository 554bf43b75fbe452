package dev.tierway.gateway.usecase;

import java.util.ArrayList;
import java.util.List;

/**
 * Where one caller stands: watched for a cause to escalate, or escalated. Pure and immutable; {@code now} is nanoseconds
 * of one monotonic ticker.
 *
 * <p>While a caller is escalated nothing is a cause, so an escalation ends on time and the next one needs a cause of its
 * own. Fewer refusals are remembered than the rule counts.
 */
sealed interface Escalation {
    /**
     * Runs in its own tier.
     *
     * @param throttles when it was refused lately, oldest first
     */
    record Watched(List<Long> throttles) implements Escalation {
        /** Nothing has happened. */
        static final Watched CALM = new Watched(List.of());

        public Watched {
            throttles = List.copyOf(throttles);
        }

        private Watched recent(long withinNanos, long now) {
            List<Long> recent =
                    throttles.stream().filter(at -> now - at <= withinNanos).toList();
            return recent.size() == throttles.size() ? this : new Watched(recent);
        }

        private Escalation refusedOnceMore(EscalationRule rule, long now) {
            if (throttles.size() + 1 >= rule.afterThrottles().orElse(Integer.MAX_VALUE)) {
                return new Active(now);
            }
            List<Long> more = new ArrayList<>(throttles);
            more.add(now);
            return new Watched(more);
        }
    }

    /** Runs in the better tier. */
    record Active(long since) implements Escalation {}

    /** This, at a later time. */
    default Escalation at(EscalationRule rule, long now) {
        return switch (this) {
            case Active active -> now - active.since() < rule.lasts().toNanos() ? active : Watched.CALM;
            case Watched watched -> watched.recent(rule.within().toNanos(), now);
        };
    }

    /** After a refusal for want of room. */
    default Escalation throttled(EscalationRule rule, long now) {
        Escalation current = at(rule, now);
        return current instanceof Watched watched && rule.afterThrottles().isPresent()
                ? watched.refusedOnceMore(rule, now)
                : current;
    }

    /** After an answer that began {@code latencyNanos} after its request came. */
    default Escalation answered(EscalationRule rule, long latencyNanos, long now) {
        Escalation current = at(rule, now);
        return current instanceof Watched && rule.tooLate(latencyNanos) ? new Active(now) : current;
    }
}
