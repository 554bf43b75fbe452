package dev.tierway.scheduler.pace;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The minimum share of a pool that its batches need to end within their windows.
 *
 * <p>The share needed is the steepest demand of any deadline: the tokens due by it over what the pool serves until then
 * (the processor-demand test of earliest-deadline-first scheduling). While it is small, idle capacity will probably do,
 * and the floor stays down: batch work is late to begin, never late to end. Work that falls behind needs a growing share;
 * past {@link PacePolicy#onset} the floor is that share, which then no longer grows, up to {@link PacePolicy#cap}, so that
 * a window that cannot be met costs live traffic no more than that. Stateful only for hysteresis; not thread-safe.
 */
public final class BatchPace {
    /** Weighted tokens not served yet that are due at {@code deadlineNanos}. */
    public record Commitment(double remainingTokens, long deadlineNanos) {}

    private final PacePolicy policy;
    private boolean raised;

    public BatchPace(PacePolicy policy) {
        this.policy = policy;
    }

    /**
     * The floor for batch from now on, 0 while idle capacity is trusted to do.
     *
     * @param open what is due; a deadline that has passed asks for nothing any more
     * @param poolTokensPerSecond weighted tokens that the pool serves while work waits, positive
     */
    public double floor(Collection<Commitment> open, double poolTokensPerSecond, long now) {
        double needed = needed(open, poolTokensPerSecond, now);
        raised = needed >= (raised ? policy.release() : 1) * policy.onset() || inReserve(open, now);
        return raised ? Math.min(policy.cap(), needed) : 0;
    }

    private boolean inReserve(Collection<Commitment> open, long now) {
        return open.stream()
                .mapToLong(commitment -> commitment.deadlineNanos() - now)
                .anyMatch(left -> left > 0 && left <= policy.reserve().toNanos());
    }

    /** Share of the pool that {@code open} needs, evenly from now on; above 1 it cannot be in time. */
    public double needed(Collection<Commitment> open, double poolTokensPerSecond, long now) {
        List<Commitment> byDeadline = open.stream()
                .filter(commitment -> commitment.deadlineNanos() > now)
                .sorted(Comparator.comparingLong(Commitment::deadlineNanos))
                .toList();
        double due = 0;
        double needed = 0;
        for (Commitment commitment : byDeadline) {
            double left = (double) commitment.deadlineNanos() - now;
            double planned = Math.max(left - policy.reserve().toNanos(), left / 2);
            due += commitment.remainingTokens();
            needed = Math.max(needed, due / (planned / 1e9 * poolTokensPerSecond));
        }
        return needed;
    }
}
