package dev.tierway.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.pipeline.OutputLengths;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import dev.tierway.testing.FakeTicker;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * A thousand calls at once against a limit that half of them would fill. Overshoot is what was posted beyond the limit. A
 * refusal is false when what the call may use, its estimate, fits into what was left once everybody had ended. That a
 * call would have turned out smaller nobody can know beforehand without risking an overshoot; this concerns only the last
 * part of the limit, which must be less than a hundredth of it.
 */
class ParallelCallsTest {
    private static final int CALLS = 1_000;
    private static final long NANOS_PER_INPUT = 150;
    private static final long NANOS_PER_OUTPUT = 600;

    private final LimitLedger ledger =
            new LimitLedger(new FakeTicker(), new FakeWall("2026-03-01T00:00:00Z"), (limit, now) -> {});

    /** What came of a run, in the unit of its limit. */
    private record Result(long limit, long posted, long excess, long leastRefused) {}

    @Test
    void a_token_limit_is_met_exactly() throws Exception {
        assertExact(tokens(RequestSizes.few(CALLS), 0));
    }

    @Test
    void a_token_limit_is_met_exactly_by_the_trace() throws Exception {
        assertExact(tokens(trace(), 0));
    }

    @Test
    void a_budget_is_met_exactly() throws Exception {
        assertExact(money(RequestSizes.few(CALLS), 0));
    }

    @Test
    void a_budget_is_met_exactly_by_the_trace() throws Exception {
        assertExact(money(trace(), 0));
    }

    @Test
    void calls_that_leave_or_fail_give_everything_back() throws Exception {
        assertExact(tokens(RequestSizes.few(CALLS), 0.3));
        assertExact(money(RequestSizes.few(CALLS), 0.3));
    }

    @Test
    void calls_of_the_trace_that_leave_or_fail_give_everything_back() throws Exception {
        assertExact(tokens(trace(), 0.3));
        assertExact(money(trace(), 0.3));
    }

    @Test
    void learned_estimates_refuse_only_what_they_do_not_fit() throws Exception {
        List<RequestSizes> sizes = RequestSizes.trace(CALLS).orElse(RequestSizes.few(CALLS));
        OutputLengths lengths = new OutputLengths();
        sizes.forEach(size -> lengths.learn("shop", "assistant", size.output()));
        int output = lengths.quantile("shop", "assistant", 0.9);

        Result result = tokens(sizes, size -> size.input() + output, 0);

        assertThat(result.posted()).isLessThanOrEqualTo(result.limit() + result.excess());
        assertNobodyRefusedFalsely(result);
        assertThat(ledger.openHolds()).isZero();
    }

    private void assertExact(Result result) {
        assertThat(result.excess()).isZero();
        assertThat(result.posted()).isLessThanOrEqualTo(result.limit());
        assertNobodyRefusedFalsely(result);
        assertThat(ledger.openHolds()).isZero();
        assertThat(ledger.waiting()).isZero();
    }

    private static void assertNobodyRefusedFalsely(Result result) {
        long left = result.limit() - result.posted();
        assertThat(result.leastRefused()).as("%s", result).isGreaterThan(left);
        assertThat(left).as("%s", result).isLessThan(result.limit() / 100);
    }

    private static List<RequestSizes> trace() throws IOException {
        Optional<List<RequestSizes>> sizes = RequestSizes.trace(CALLS);
        assumeTrue(sizes.isPresent(), "the Azure conversation trace is not here");
        return sizes.orElseThrow();
    }

    /** The caller's own bound on the answer: the next power of two. */
    private static long bound(RequestSizes size) {
        return 2L * Integer.highestOneBit(Math.max(1, size.output()));
    }

    private Result tokens(List<RequestSizes> sizes, double disturbed) throws InterruptedException {
        return tokens(sizes, size -> size.input() + bound(size), disturbed);
    }

    private Result tokens(List<RequestSizes> sizes, ToLongFunction<RequestSizes> estimate, double disturbed)
            throws InterruptedException {
        return result(
                new ParallelCalls(ledger, List.of(quota(sizes)), sizes)
                        .run(
                                call -> Draw.priced(estimate.applyAsLong(sizes.get(call)), 0),
                                call -> Draw.priced(sizes.get(call).total(), 0),
                                disturbed),
                half(sizes, RequestSizes::total),
                Draw::tokens);
    }

    private static RateQuota quota(List<RequestSizes> sizes) {
        return new RateQuota(LimitScope.ORGANISATION, RateUnit.TOKENS, half(sizes, RequestSizes::total));
    }

    private Result money(List<RequestSizes> sizes, double disturbed) throws InterruptedException {
        long limit = half(sizes, ParallelCallsTest::cost);
        Budget budget = new Budget(new BudgetSpec(
                "b",
                LimitScope.ORGANISATION,
                new BudgetPeriod.Calendar(BudgetPeriod.Unit.MONTH, ZoneId.of("UTC")),
                limit,
                List.of(),
                OptionalLong.empty(),
                UnpricedPolicy.REFUSE));
        return result(
                new ParallelCalls(ledger, List.of(budget), sizes)
                        .run(
                                call -> Draw.priced(0, cost(sizes.get(call).input(), bound(sizes.get(call)))),
                                call -> Draw.priced(0, cost(sizes.get(call))),
                                disturbed),
                limit,
                draw -> draw.costNanos().orElseThrow());
    }

    private static Result result(List<ParallelCalls.Outcome> outcomes, long limit, ToLongFunction<Draw> unit) {
        long posted = 0;
        long excess = 0;
        for (ParallelCalls.Outcome outcome : outcomes) {
            if (!outcome.refused()) {
                posted += unit.applyAsLong(outcome.used());
                excess += Math.max(0, unit.applyAsLong(outcome.used()) - unit.applyAsLong(outcome.estimate()));
            }
        }
        List<ParallelCalls.Outcome> refused =
                outcomes.stream().filter(ParallelCalls.Outcome::refused).toList();
        long leastRefused = refused.stream()
                .mapToLong(outcome -> unit.applyAsLong(outcome.estimate()))
                .min()
                .orElseThrow();
        return new Result(limit, posted, excess, leastRefused);
    }

    private static long half(List<RequestSizes> sizes, ToLongFunction<RequestSizes> size) {
        return sizes.stream().mapToLong(size).sum() / 2;
    }

    private static long cost(RequestSizes size) {
        return cost(size.input(), size.output());
    }

    private static long cost(long input, long output) {
        return input * NANOS_PER_INPUT + output * NANOS_PER_OUTPUT;
    }
}
