package dev.tierway.benchmarks;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.alert.AlertRules;
import dev.tierway.gateway.alert.Alerts;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitHold;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.quota.RateLimitHeaders;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What quotas and budgets cost a request: a hold placed on two rates each of a model, a project and a key and on two
 * budgets that are watched for alerts, and posted; and the headers that tell of them.
 */
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@BenchmarkMode(Mode.AverageTime)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1500m", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class LimitsBenchmark {
    private static final Caller CALLER = new Caller("shop", "0123456789ab", "", "assistant", ServiceTier.STANDARD);
    private static final long AMPLE = 1L << 50;

    private final LimitGate gate = gate();
    private final Draw estimate = Draw.priced(1_400, 400_000);
    private final Draw used = Draw.priced(1_300, 350_000);

    /** One request's hold from beginning to end. */
    @Benchmark
    public long place_and_post() {
        LimitHold hold = gate.place(CALLER, estimate, Patience.none()).orThrow();
        hold.post(used);
        return hold.held().tokens();
    }

    /** The headers of one reply. */
    @Benchmark
    public Headers headers() {
        Headers.Builder headers = new Headers.Builder();
        RateLimitHeaders.add(CALLER, gate, headers);
        return headers.build();
    }

    private static LimitGate gate() {
        LimitScope project = LimitScope.ofProject("shop");
        List<LimitBook.Entry> entries = new ArrayList<>();
        for (LimitScope scope : List.of(LimitScope.ofModel("assistant"), project, project.withKey("0123456789ab"))) {
            for (RateUnit unit : RateUnit.values()) {
                entries.add(
                        new LimitBook.Entry(scope, Set.of(ServiceTier.STANDARD), new RateQuota(scope, unit, AMPLE)));
            }
        }
        for (LimitScope scope : List.of(LimitScope.ORGANISATION, project)) {
            Budget budget = new Budget(new BudgetSpec(
                    scope.toString(),
                    scope,
                    new BudgetPeriod.Calendar(BudgetPeriod.Unit.MONTH, ZoneId.of("Europe/Berlin")),
                    Long.MAX_VALUE / 2,
                    List.of(50, 80, 100),
                    OptionalLong.empty(),
                    UnpricedPolicy.REFUSE));
            entries.add(new LimitBook.Entry(scope, Set.of(ServiceTier.STANDARD), budget));
        }
        Alerts alerts = new Alerts(AlertRules.DEFAULTS, List.of());
        return new LimitGate(new LimitBook(entries), new LimitLedger(Ticker.system(), WallClock.system(), alerts));
    }
}
