package dev.tierway.gateway.usecase;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Which callers of one use case run in a better tier for now; a caller is a key. Thread-safe. A caller takes memory from
 * its first refusal or slow answer on, so there are at most as many as there are keys.
 */
public final class Escalations {
    private static final System.Logger LOG = System.getLogger(Escalations.class.getName());

    /** Codes of refusals for want of rate or capacity; those for want of money are no cause. */
    private static final Set<String> THROTTLES = Set.of(
            "rate_limit_exceeded",
            "token_limit_exceeded",
            "queue_full",
            "deadline_unreachable",
            "deadline_passed",
            "flex_unavailable");

    private final String useCase;
    private final EscalationRule rule;
    private final Ticker ticker;
    private final ConcurrentHashMap<String, Escalation> byKey = new ConcurrentHashMap<>();

    /** @param useCase its name, for the log */
    public Escalations(String useCase, EscalationRule rule, Ticker ticker) {
        this.useCase = useCase;
        this.rule = rule;
        this.ticker = ticker;
    }

    /** Callers that run in the better tier now, and those that were refused lately. */
    public record Counts(int escalated, int watched) {}

    public EscalationRule rule() {
        return rule;
    }

    /** The tier that the caller's requests run in now instead of their own, if that is possible. */
    public Optional<ServiceTier> tier(String keyId) {
        Escalation state = byKey.get(keyId);
        return state != null && state.at(rule, ticker.nanos()) instanceof Escalation.Active
                ? Optional.of(rule.to())
                : Optional.empty();
    }

    /** A request of the caller, in its own tier, was turned away before anything was sent. */
    public void refused(String keyId, Failure failure) {
        if (THROTTLES.contains(failure.code())) {
            long now = ticker.nanos();
            change(keyId, state -> state.throttled(rule, now), now);
        }
    }

    /** A request of the caller, in its own tier, began to be answered. */
    public void answered(String keyId, long latencyNanos) {
        if (rule.tooLate(latencyNanos)) {
            long now = ticker.nanos();
            change(keyId, state -> state.answered(rule, latencyNanos, now), now);
        }
    }

    public Counts counts() {
        long now = ticker.nanos();
        int escalated = 0;
        int watched = 0;
        for (Escalation each : byKey.values()) {
            switch (each.at(rule, now)) {
                case Escalation.Active _ -> escalated++;
                case Escalation.Watched(var throttles) -> watched += throttles.isEmpty() ? 0 : 1;
            }
        }
        return new Counts(escalated, watched);
    }

    private void change(String keyId, UnaryOperator<Escalation> event, long now) {
        Escalation changed =
                byKey.compute(keyId, (key, state) -> event.apply(state == null ? Escalation.Watched.CALM : state));
        if (changed.equals(new Escalation.Active(now))) {
            LOG.log(
                    Level.INFO,
                    () -> "use case '" + useCase + "': key " + keyId + " runs as "
                            + rule.to().wireName() + " for " + rule.lasts());
        }
    }
}
