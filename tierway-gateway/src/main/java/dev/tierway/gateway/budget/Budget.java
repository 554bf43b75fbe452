package dev.tierway.gateway.budget;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Moment;
import dev.tierway.gateway.limit.Refusal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Money that the requests of a scope may cost in a period. A request is refused when what is spent, what others hold and
 * its own estimate together exceed the limit; what a request costs beyond its hold is spent all the same and shows as
 * excess. Guarded by its ledger's lock.
 */
public final class Budget implements Limit {
    /** A guess at when some open request will have ended, for Retry-After. */
    private static final Duration HOLDS_RETURN = Duration.ofSeconds(1);

    private final BudgetSpec spec;
    private final SpendWindow spend;
    private long held;
    private long excess;
    private long ever;
    private long unpricedRequests;

    public Budget(BudgetSpec spec) {
        this.spec = spec;
        this.spend = SpendWindow.of(spec.period());
    }

    public BudgetSpec spec() {
        return spec;
    }

    /** Takes over what was spent in this period before the process started. Once, before the first request. */
    public void restore(SpendSource source, Moment now) {
        spend.restore(span -> source.spentNanos(spec.scope(), span.start(), span.end()), now);
    }

    @Override
    public @Nullable Refusal refusal(Draw estimate, Moment now) {
        if (estimate.costNanos().isEmpty()) {
            return spec.unpriced() == UnpricedPolicy.SERVE ? null : refusal(unpriced(), now, false);
        }
        long cost = estimate.costNanos().getAsLong();
        if (cost > spec.maxRequestNanos().orElse(Long.MAX_VALUE)) {
            return refusal(tooDear(cost), now, false);
        }
        long spent = spend.total(now);
        long left = spec.limitNanos() - spent;
        if (cost <= left - held) {
            return null;
        }
        return cost <= left ? refusal(held(cost, spent), now, true) : refusal(exhausted(cost, spent, now), now, false);
    }

    @Override
    public void hold(Draw estimate, Moment now) {
        held += estimate.costNanos().orElse(0);
    }

    @Override
    public void grow(Draw before, Draw grown, Moment now) {
        held += grown.costNanos().orElse(0) - before.costNanos().orElse(0);
    }

    @Override
    public void settle(Draw before, Draw used, Moment now) {
        long hold = before.costNanos().orElse(0);
        held -= hold;
        if (used.costNanos().isEmpty()) {
            unpricedRequests++;
            return;
        }
        long cost = used.costNanos().getAsLong();
        excess += Math.max(0, cost - hold);
        ever += cost;
        spend.add(cost, now);
    }

    public BudgetReading reading(Moment now) {
        return new BudgetReading(spec, spend.span(now), now, spend.total(now), held, excess, ever, unpricedRequests);
    }

    private Refusal refusal(Failure failure, Moment now, boolean heldByOthers) {
        Duration wait = failure.retryAfter();
        return new Refusal(
                spec.name(),
                spec.scope().toString(),
                spend.total(now) + held,
                spec.limitNanos(),
                wait == null ? Duration.ZERO : wait,
                heldByOthers,
                failure);
    }

    private Failure exhausted(long cost, long spent, Moment now) {
        Duration wait = spend.untilFreed(cost - (spec.limitNanos() - spent), now);
        return new Failure(
                FailureKind.BUDGET_EXHAUSTED,
                code(),
                "budget '" + spec.name() + "' of " + spec.scope() + " is spent: " + Dollars.of(spent) + " of "
                        + Dollars.of(spec.limitNanos()) + " for " + spec.period()
                        + ", and this request is estimated at "
                        + Dollars.of(cost) + "; there is room again at "
                        + now.wall().plus(wait).truncatedTo(ChronoUnit.SECONDS) + ", or have the budget raised",
                null,
                wait);
    }

    private Failure held(long cost, long spent) {
        return Failure.of(
                        FailureKind.RATE_LIMITED,
                        "budget_held",
                        "budget '" + spec.name() + "' of " + spec.scope() + " has " + Dollars.of(spent) + " of "
                                + Dollars.of(spec.limitNanos()) + " spent and " + Dollars.of(held)
                                + " held by requests that are running, and this request is estimated at "
                                + Dollars.of(cost) + "; retry when some of them have ended")
                .withRetryAfter(HOLDS_RETURN);
    }

    private Failure tooDear(long cost) {
        return Failure.of(
                FailureKind.INVALID_REQUEST,
                "request_cost_limit_exceeded",
                "budget '" + spec.name() + "' of " + spec.scope() + " allows "
                        + Dollars.of(spec.maxRequestNanos().orElse(0))
                        + " for one request, and this one is estimated at "
                        + Dollars.of(cost)
                        + ": shorten the prompt, lower max_tokens, or ask for a cheaper service_tier");
    }

    private Failure unpriced() {
        return Failure.of(
                FailureKind.FORBIDDEN,
                "model_not_priced",
                "this model has no price, and budget '" + spec.name() + "' of " + spec.scope()
                        + " turns away what it cannot count: give the model a price, or set 'unpriced: serve' on the"
                        + " budget");
    }

    private String code() {
        LimitScope scope = spec.scope();
        String whose = scope.useCase().isPresent()
                ? "use_case"
                : scope.key().isPresent() ? "key" : scope.project().isPresent() ? "project" : "organization";
        return whose + "_spend_limit_exceeded";
    }
}
