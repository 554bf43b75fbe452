package dev.tierway.gateway.quota;

import dev.tierway.core.capacity.TokenBucket;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.limit.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests or tokens a minute that the requests of a scope share, by a {@link TokenBucket}. Guarded by its ledger's lock.
 */
public final class RateQuota implements Limit {
    /**
     * A moment of a quota.
     *
     * @param most units a minute
     * @param remaining units that a request could hold now; never negative
     * @param fullIn time until {@code remaining} is {@code most}, if nobody draws
     */
    public record State(long most, long remaining, Duration fullIn) {}

    private final LimitScope scope;
    private final RateUnit unit;
    private final long perMinute;
    private final TokenBucket bucket;
    private long held;

    public RateQuota(LimitScope scope, RateUnit unit, long perMinute) {
        this.scope = scope;
        this.unit = unit;
        this.perMinute = perMinute;
        this.bucket = new TokenBucket(perMinute);
    }

    public LimitScope scope() {
        return scope;
    }

    public RateUnit unit() {
        return unit;
    }

    @Override
    public @Nullable Refusal refusal(Draw estimate, Moment now) {
        long amount = unit.of(estimate);
        double level = bucket.level(now.nanos());
        double needed = bucket.needed((double) amount);
        if (level >= needed) {
            return null;
        }
        Duration frees = Duration.ofNanos(bucket.nanosUntil((double) amount, now.nanos()));
        long current = perMinute - (long) Math.floor(level);
        String name = unit.label() + " per minute";
        Failure failure = Failure.of(
                        FailureKind.RATE_LIMITED,
                        "rate_limit_exceeded",
                        "rate limit of " + scope + ": " + perMinute + " " + name + ", of which " + current
                                + " are used or held, and this request needs about " + amount
                                + "; it fits in " + WaitText.of(frees)
                                + ": retry after the time in Retry-After, or have the quota raised")
                .withRetryAfter(frees);
        boolean returns = unit == RateUnit.TOKENS && level + held >= needed;
        return new Refusal(name, scope.toString(), current, perMinute, frees, returns, failure);
    }

    @Override
    public void hold(Draw estimate, Moment now) {
        take(unit.of(estimate), now);
        held += unit.of(estimate);
    }

    @Override
    public void grow(Draw before, Draw grown, Moment now) {
        take(unit.of(grown) - unit.of(before), now);
        held += unit.of(grown) - unit.of(before);
    }

    @Override
    public void settle(Draw before, Draw used, Moment now) {
        take(unit.of(used) - unit.of(before), now);
        held -= unit.of(before);
    }

    private void take(long units, Moment now) {
        bucket.take((double) units, now.nanos());
    }

    public State state(Moment now) {
        double level = bucket.level(now.nanos());
        return new State(
                perMinute, Math.max(0, (long) Math.floor(level)), Duration.ofNanos(bucket.nanosUntilFull(now.nanos())));
    }

    /** Units held by requests that have not ended. */
    public long held() {
        return held;
    }
}
