package dev.tierway.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.auth.Project;
import dev.tierway.gateway.budget.Budget;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.gateway.quota.RateQuota;
import dev.tierway.gateway.quota.RateUnit;
import dev.tierway.gateway.usecase.EscalationRule;
import dev.tierway.gateway.usecase.Escalations;
import dev.tierway.gateway.usecase.UseCase;
import dev.tierway.gateway.usecase.UseCases;
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.scheduler.policy.QueuePolicy;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.FakeTicker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A caller that is refused or waits too long runs in a better tier for a while, and is never worse off for it. */
class EscalationTest {
    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";
    private static final Usage USAGE = Usage.of(1_000, 0, 100);
    private static final Set<ServiceTier> SHARED =
            EnumSet.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX);
    private static final LimitScope SHOP = LimitScope.ofProject("p");
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration ALWAYS = Duration.ofNanos(1);

    private PoolPolicy policy = PoolPolicy.DEFAULT;
    private ScriptedProvider backend =
            ScriptedProvider.withSlots("backend", 64).then(call -> ScriptedReply.whole(WHOLE, USAGE));
    private final List<LedgerEntry> ledger = new CopyOnWriteArrayList<>();
    private final List<Pool> pools = new ArrayList<>();
    private final LimitLedger holds = new LimitLedger(Ticker.system(), WallClock.system(), (limit, now) -> {});
    private final FakeTicker ticker = new FakeTicker();
    private final AtomicInteger ids = new AtomicInteger();

    @AfterEach
    void every_hold_has_ended() {
        assertThat(holds.openHolds()).isZero();
        assertThat(pools).allSatisfy(pool -> assertThat(pool.gate().open()).isZero());
        pools.forEach(Pool::close);
    }

    @Test
    void two_refusals_by_a_quota_move_the_caller_into_its_reservation_for_a_while() {
        InferencePipeline pipeline = pipeline(
                useCase(ServiceTier.PRIORITY, rule(2, NEVER, ServiceTier.RESERVED)), 1_000_000, requestsAMinute(1));

        assertThat(serve(pipeline).headers()).containsEntry("x-tierway-tier-served", "priority");
        assertThat(serve(pipeline).status()).isEqualTo(429);
        assertThat(serve(pipeline).status()).isEqualTo(429);
        MemoryExchange escalated = serve(pipeline);
        ticker.advance(Duration.ofSeconds(60));
        MemoryExchange after = serve(pipeline);

        assertThat(escalated.headers())
                .containsEntry("x-tierway-use-case", "checkout")
                .containsEntry("x-tierway-tier-requested", "priority")
                .containsEntry("x-tierway-tier-served", "reserved")
                .containsEntry("x-tierway-tier-reason", "escalated")
                .containsEntry("x-tierway-cost-usd", "0.000000000");
        assertThat(after.status()).isEqualTo(429);
        assertThat(ledger).extracting(LedgerEntry::reason).containsExactly("defaulted", "", "", "escalated", "");
        assertThat(ledger.get(3).requestedTier()).isEqualTo(ServiceTier.PRIORITY);
        assertThat(ledger.get(3).servedTier()).isEqualTo(ServiceTier.RESERVED);
        assertThat(ledger.get(3).reservation()).isEqualTo("r");
        assertThat(ledger)
                .allSatisfy(entry -> assertThat(entry.caller().useCase()).isEqualTo("checkout"));
    }

    @Test
    void a_slow_answer_escalates_the_next_request_unless_it_names_a_tier() {
        InferencePipeline pipeline = pipeline(useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY)), 0);

        assertThat(reason(serve(pipeline))).isEqualTo("defaulted");
        assertThat(reason(serve(pipeline, ",\"service_tier\":\"default\""))).isEqualTo("requested");
        assertThat(reason(serve(pipeline, ",\"service_tier\":\"auto\""))).isEqualTo("escalated");
        assertThat(reason(serve(pipeline))).isEqualTo("escalated");
        assertThat(ledger.getLast().cost()).isEqualTo(new LedgerEntry.Cost.Priced(2 * 1_400_000, "m@2026"));
    }

    @Test
    void what_runs_escalated_or_names_a_tier_is_no_cause() {
        InferencePipeline pipeline = pipeline(useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY)), 0);

        assertThat(reason(serve(pipeline, ",\"service_tier\":\"default\""))).isEqualTo("requested");
        assertThat(reason(serve(pipeline))).isEqualTo("defaulted");
        assertThat(reason(serve(pipeline))).isEqualTo("escalated");
        ticker.advance(Duration.ofSeconds(60));
        assertThat(reason(serve(pipeline))).isEqualTo("defaulted");
    }

    @Test
    void a_stream_counts_by_its_first_token_and_each_key_by_itself() throws InterruptedException {
        ScriptedReply.Live live = ScriptedReply.live(USAGE);
        backend = ScriptedProvider.withSlots("backend", 64)
                .then(call -> live)
                .then(call -> ScriptedReply.whole(WHOLE, USAGE));
        InferencePipeline pipeline = pipeline(useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY)), 0);
        MemoryExchange stream = exchange(",\"stream\":true");
        Thread streaming = Thread.ofVirtual().start(() -> pipeline.serve(stream, Operation.CHAT_COMPLETION));
        live.send("{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}");
        stream.awaitFirstWrite();

        MemoryExchange other = exchange("").with("authorization", "Bearer other");
        pipeline.serve(other, Operation.CHAT_COMPLETION);
        MemoryExchange next = serve(pipeline);
        live.end();
        streaming.join();

        assertThat(reason(other)).isEqualTo("defaulted");
        assertThat(reason(next)).isEqualTo("escalated");
    }

    @Test
    void a_backend_s_own_429_is_no_cause() {
        backend = ScriptedProvider.withSlots("backend", 64)
                .thenFail(Failure.of(FailureKind.RATE_LIMITED, "flex_unavailable", "the backend has no flex capacity"));
        InferencePipeline pipeline =
                pipeline(useCase(ServiceTier.PRIORITY, rule(1, NEVER, ServiceTier.RESERVED)), 1_000_000);

        assertThat(serve(pipeline).status()).isEqualTo(429);
        assertThat(serve(pipeline).headers()).containsEntry("x-tierway-tier-served", "priority");
    }

    @Test
    void without_room_in_the_better_tier_a_request_runs_in_its_own_and_counts_once() {
        RateQuota quota = new RateQuota(SHOP, RateUnit.REQUESTS, 100);
        InferencePipeline pipeline = pipeline(
                useCase(ServiceTier.PRIORITY, rule(0, ALWAYS, ServiceTier.RESERVED)),
                0,
                new LimitBook.Entry(SHOP, SHARED, quota));

        serve(pipeline);
        MemoryExchange second = serve(pipeline);

        assertThat(second.headers())
                .containsEntry("x-tierway-tier-served", "priority")
                .containsEntry("x-tierway-tier-reason", "defaulted");
        assertThat(holds.read(quota::state).remaining()).isEqualTo(98);
    }

    @Test
    void a_full_queue_in_the_better_tier_leaves_a_request_its_place_in_its_own() throws InterruptedException {
        RateQuota quota = new RateQuota(SHOP, RateUnit.REQUESTS, 100);
        policy = PoolPolicy.DEFAULT.withQueues(new QueuePolicy(
                Map.of(ServiceTier.STANDARD, 100), 1, Set.of(), QueuePolicy.DEFAULT.failFastMargin(), Duration.ZERO));
        ScriptedReply.Live live = ScriptedReply.live(USAGE);
        backend = ScriptedProvider.withSlots("backend", 1)
                .then(call -> ScriptedReply.whole(WHOLE, USAGE))
                .then(call -> live)
                .then(call -> ScriptedReply.whole(WHOLE, USAGE));
        InferencePipeline pipeline = pipeline(
                useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY)),
                0,
                new LimitBook.Entry(SHOP, SHARED, quota));
        serve(pipeline);
        MemoryExchange running = exchange(",\"service_tier\":\"default\",\"stream\":true");
        Thread holder = Thread.ofVirtual().start(() -> pipeline.serve(running, Operation.CHAT_COMPLETION));
        live.send("{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}");
        running.awaitFirstWrite();

        MemoryExchange waiting = exchange("");
        Thread waiter = Thread.ofVirtual().start(() -> pipeline.serve(waiting, Operation.CHAT_COMPLETION));
        awaitQueued(ServiceTier.STANDARD);
        live.end();
        waiter.join();
        holder.join();

        assertThat(waiting.status()).isEqualTo(200);
        assertThat(reason(waiting)).isEqualTo("defaulted");
        assertThat(holds.read(quota::state).remaining()).isEqualTo(97);
    }

    private void awaitQueued(ServiceTier tier) {
        while (pools.getFirst().gate().snapshot().tiers().stream()
                .noneMatch(it -> it.tier() == tier && it.queued() == 1)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_spent_budget_of_the_caller_is_no_cause() {
        InferencePipeline pipeline = pipeline(
                useCase(ServiceTier.PRIORITY, rule(1, NEVER, ServiceTier.RESERVED)),
                1_000_000,
                budget("own", SHOP, 3_000_000));

        assertThat(serve(pipeline).status()).isEqualTo(200);
        assertThat(serve(pipeline).sent()).contains("project_spend_limit_exceeded");
        assertThat(serve(pipeline).sent()).contains("project_spend_limit_exceeded");
    }

    @Test
    void escalation_stops_at_its_budget_and_nobody_is_refused() throws InterruptedException {
        long most = 5 * 2 * 1_400_000;
        InferencePipeline pipeline = pipeline(
                useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY)),
                0,
                budget("escalation", SHOP.withUseCase("checkout").onlyEscalated(), most));
        serve(pipeline);

        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            callers.add(Thread.ofVirtual().start(() -> serve(pipeline)));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(ledger)
                .hasSize(65)
                .allSatisfy(entry -> assertThat(entry.outcome()).isEqualTo("completed"));
        List<LedgerEntry> escalated =
                ledger.stream().filter(it -> it.reason().equals("escalated")).toList();
        assertThat(escalated).isNotEmpty();
        assertThat(escalated.stream().mapToLong(EscalationTest::nanos).sum()).isLessThanOrEqualTo(most);
    }

    @Test
    void a_model_without_a_price_escalates_only_without_a_budget() {
        UseCase useCase = useCase(ServiceTier.STANDARD, rule(0, ALWAYS, ServiceTier.PRIORITY));
        Pricing unpriced = new Pricing(PriceBook.EMPTY, Pricing.WithoutPrice.SERVE);
        LimitBook.Entry budget =
                budget("escalation", SHOP.withUseCase("checkout").onlyEscalated(), 1_000_000_000);

        InferencePipeline counted = pipeline(useCase, 0, unpriced, List.of(budget));
        serve(counted);
        assertThat(reason(serve(counted))).isEqualTo("defaulted");

        InferencePipeline free = pipeline(useCase, 0, unpriced, List.of());
        assertThat(reason(serve(free))).isEqualTo("escalated");
    }

    private static long nanos(LedgerEntry entry) {
        return ((LedgerEntry.Cost.Priced) entry.cost()).nanos();
    }

    private static String reason(MemoryExchange exchange) {
        return String.valueOf(exchange.headers().get("x-tierway-tier-reason"));
    }

    private static MemoryExchange serve(InferencePipeline pipeline) {
        return serve(pipeline, "");
    }

    private static MemoryExchange serve(InferencePipeline pipeline, String members) {
        MemoryExchange exchange = exchange(members);
        pipeline.serve(exchange, Operation.CHAT_COMPLETION);
        return exchange;
    }

    private static MemoryExchange exchange(String members) {
        return new MemoryExchange("{\"model\":\"checkout\",\"messages\":[\"" + "x".repeat(3_950)
                + "\"],\"max_tokens\":100" + members + "}");
    }

    private static LimitBook.Entry requestsAMinute(long count) {
        return new LimitBook.Entry(SHOP, SHARED, new RateQuota(SHOP, RateUnit.REQUESTS, count));
    }

    private static LimitBook.Entry budget(String name, LimitScope scope, long limitNanos) {
        return new LimitBook.Entry(
                scope,
                EnumSet.allOf(ServiceTier.class),
                new Budget(new BudgetSpec(
                        name,
                        scope,
                        new BudgetPeriod.Rolling(Duration.ofDays(1)),
                        limitNanos,
                        List.of(),
                        OptionalLong.empty(),
                        UnpricedPolicy.REFUSE)));
    }

    /** @param throttles 0 when refusals are no cause */
    private static EscalationRule rule(int throttles, Duration afterLatency, ServiceTier to) {
        return new EscalationRule(
                throttles == 0 ? OptionalInt.empty() : OptionalInt.of(throttles),
                Duration.ofSeconds(60),
                Optional.of(afterLatency),
                to,
                Duration.ofSeconds(60));
    }

    private UseCase useCase(ServiceTier tier, EscalationRule rule) {
        return new UseCase(
                "checkout",
                "p",
                Optional.of("m"),
                Set.of(ServiceTier.RESERVED, ServiceTier.PRIORITY, ServiceTier.STANDARD),
                tier,
                UseCase.Defaults.NONE,
                new Escalations("checkout", rule, ticker));
    }

    private InferencePipeline pipeline(UseCase useCase, long reservedTpm, LimitBook.Entry... limits) {
        return pipeline(useCase, reservedTpm, new Pricing(book(), Pricing.WithoutPrice.SERVE), List.of(limits));
    }

    /** @param reservedTpm of each side; 0 for no reservation */
    private InferencePipeline pipeline(
            UseCase useCase, long reservedTpm, Pricing pricing, List<LimitBook.Entry> limits) {
        Project project =
                new Project("p", 1, EnumSet.complementOf(EnumSet.of(ServiceTier.BATCH)), ServiceTier.STANDARD);
        List<ReservationSpec> reservations = reservedTpm == 0
                ? List.of()
                : List.of(new ReservationSpec(
                        "r",
                        List.of("p"),
                        reservedTpm,
                        reservedTpm,
                        BurndownRates.DEFAULT,
                        SpillPolicy.STANDARD,
                        SpillPolicy.STANDARD.usualOverrides()));
        SchedulerEngine engine = new SchedulerEngine(
                policy,
                List.of(Pool.spec(backend.name(), backend.capacity(), 0)),
                reservations,
                Map.of("p", 1.0),
                new SplittableRandom(1));
        Pool pool =
                new Pool("m", new AdmissionGate("m", engine, Ticker.system()), Map.of("backend", backend), Map.of());
        pools.add(pool);
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project, KeyDigest.of("other"), project)),
                new ModelAliases(Map.of("m", pool)),
                new UseCases(List.of(useCase)),
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                new Accounting(pricing, new LimitGate(new LimitBook(limits), holds), WallClock.system(), () -> true),
                new LedgerMetering(ledger::add, WallClock.system(), "c0ffee"),
                Tracing.NONE,
                Ticker.system(),
                () -> "id-" + ids.incrementAndGet()));
    }

    /** $1 in, $4 out per million; priority twice that. */
    private static PriceBook book() {
        PriceSheet sheet = PriceSheet.flat(Map.of(
                TokenKind.INPUT, Price.PerToken.ofMillion(BigDecimal.ONE),
                TokenKind.OUTPUT, Price.PerToken.ofMillion(BigDecimal.valueOf(4)),
                TokenKind.CACHE_READ, new Price.OfInput(new BigDecimal("0.1")),
                TokenKind.CACHE_WRITE_5M, new Price.OfInput(BigDecimal.ONE),
                TokenKind.CACHE_WRITE_1H, new Price.OfInput(BigDecimal.ONE)));
        ModelPrice price = new ModelPrice(
                sheet,
                Map.of(
                        ServiceTier.PRIORITY, new TierPrice.Times(BigDecimal.TWO),
                        ServiceTier.FLEX, TierPrice.Times.ONE,
                        ServiceTier.BATCH, TierPrice.Times.ONE));
        return new PriceBook(Map.of("m", List.of(new PriceVersion("m@2026", Instant.EPOCH, "test", price))));
    }
}
