package dev.tierway.gateway.quota;

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
 * Tokens of batch work that may be enqueued or running at once. Nothing flows in: what a request holds comes back when it
 * ends, however it ends. Guarded by its ledger's lock.
 */
public final class EnqueuedTokens implements Limit {
    /** A guess at when some batch work will have ended, for Retry-After. */
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final LimitScope scope;
    private final long most;
    private long held;

    public EnqueuedTokens(LimitScope scope, long most) {
        this.scope = scope;
        this.most = most;
    }

    public LimitScope scope() {
        return scope;
    }

    @Override
    public @Nullable Refusal refusal(Draw estimate, Moment now) {
        if (held == 0 || estimate.tokens() <= most - held) {
            return null;
        }
        Failure failure = Failure.of(
                        FailureKind.RATE_LIMITED,
                        "token_limit_exceeded",
                        "enqueued batch tokens of " + scope + ": " + held + " of " + most
                                + " are enqueued, and this request adds about " + estimate.tokens()
                                + "; retry when some of them have ended, or have batch_enqueued_tokens raised")
                .withRetryAfter(RETRY);
        return new Refusal("enqueued batch tokens", scope.toString(), held, most, RETRY, false, failure);
    }

    @Override
    public void hold(Draw estimate, Moment now) {
        held += estimate.tokens();
    }

    @Override
    public void grow(Draw before, Draw grown, Moment now) {
        held += grown.tokens() - before.tokens();
    }

    @Override
    public void settle(Draw before, Draw used, Moment now) {
        held -= before.tokens();
    }

    @Override
    public boolean heldByBatches() {
        return true;
    }

    public long held() {
        return held;
    }
}
