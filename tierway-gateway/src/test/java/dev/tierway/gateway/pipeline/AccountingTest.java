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
import dev.tierway.providers.fake.ScriptedProvider;
import dev.tierway.providers.fake.ScriptedReply;
import dev.tierway.providers.spi.Operation;
import dev.tierway.scheduler.engine.ReservationSpec;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.storage.ledger.LedgerEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What requests cost, what they hold meanwhile, and what is written down of them. */
class AccountingTest {
    private static final String WHOLE = "{\"id\":\"1\",\"object\":\"chat.completion\",\"choices\":[]}";
    private static final String CHUNK = "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":null}]}";
    private static final String FINISH = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final Usage USAGE = Usage.of(1_000, 200, 100);
    private static final Set<ServiceTier> SHARED =
            EnumSet.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX);

    /** 1,000 at $1, 200 at $0.1 and 100 at $4, per million. */
    private static final long COST = 1_000_000 + 20_000 + 400_000;

    private final ScriptedProvider backend = ScriptedProvider.withSlots("backend", 4);
    private final List<LedgerEntry> ledger = new CopyOnWriteArrayList<>();
    private final List<Pool> pools = new ArrayList<>();
    private final LimitLedger holds = new LimitLedger(Ticker.system(), WallClock.system(), (limit, now) -> {});
    private boolean recording = true;

    @AfterEach
    void every_hold_has_ended() {
        assertThat(holds.openHolds()).isZero();
        pools.forEach(Pool::close);
    }

    @Test
    void a_whole_reply_tells_its_cost_and_the_ledger_has_it() {
        backend.then(call -> ScriptedReply.whole(WHOLE, USAGE));

        MemoryExchange exchange = serve(pipeline(Pricing.NONE.withoutPrice()), "\"user\":\"u\"");

        assertThat(exchange.headers()).containsEntry("x-tierway-cost-usd", "0.001420000");
        assertThat(ledger).singleElement().satisfies(entry -> {
            assertThat(entry.cost()).isEqualTo(new LedgerEntry.Cost.Priced(COST, "m@2026"));
            assertThat(entry.usage()).isEqualTo(USAGE);
            assertThat(entry.caller())
                    .isEqualTo(new LedgerEntry.Caller("p", KeyDigest.of("key").id(), ""));
            assertThat(entry.hold().tokensSettled()).isEqualTo(1_100);
            assertThat(entry.hold().tokensHeld()).isPositive();
            assertThat(entry.configHash()).isEqualTo("c0ffee");
            assertThat(entry.timing().ttftNanos()).isNotNegative();
        });
    }

    @Test
    void the_tier_that_served_is_the_one_that_is_priced() {
        backend.then(call -> ScriptedReply.whole(WHOLE, USAGE));

        serve(pipeline(Pricing.NONE.withoutPrice()), "\"service_tier\":\"flex\"");

        assertThat(ledger)
                .singleElement()
                .extracting(LedgerEntry::cost)
                .isEqualTo(new LedgerEntry.Cost.Priced(COST / 2, "m@2026"));
    }

    @Test
    void a_stream_tells_its_cost_in_the_last_event() {
        backend.then(call -> ScriptedReply.events(USAGE, CHUNK, FINISH));

        MemoryExchange exchange = serve(pipeline(Pricing.NONE.withoutPrice()), "\"stream\":true");

        assertThat(exchange.sent()).contains("\"cost_usd\":0.001420000");
    }

    @Test
    void a_client_that_leaves_pays_for_what_was_produced() throws InterruptedException {
        ScriptedReply.Live live = ScriptedReply.live(USAGE);
        live.send(CHUNK);
        backend.then(call -> live);
        InferencePipeline pipeline = pipeline(Pricing.NONE.withoutPrice());
        MemoryExchange exchange = exchange("\"stream\":true");

        Thread serving = Thread.ofVirtual().start(() -> pipeline.serve(exchange, Operation.CHAT_COMPLETION));
        exchange.awaitFirstWrite();
        exchange.leave();
        serving.join();

        assertThat(ledger).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo("client_gone");
            assertThat(entry.cost()).isEqualTo(new LedgerEntry.Cost.Priced(COST, "m@2026"));
        });
    }

    @Test
    void a_request_that_failed_costs_nothing_and_is_written_down() {
        backend.then(call -> {
            throw Failure.of(FailureKind.INVALID_REQUEST, "bad", "no").toException();
        });

        serve(pipeline(Pricing.NONE.withoutPrice()), "\"user\":\"u\"");

        assertThat(ledger).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo("bad");
            assertThat(entry.cost()).isEqualTo(new LedgerEntry.Cost.Priced(0, "unused"));
            assertThat(entry.hold().tokensHeld()).isPositive();
            assertThat(entry.hold().tokensSettled()).isZero();
        });
    }

    @Test
    void what_has_no_price_is_marked_and_not_taken_for_free() {
        backend.then(call -> ScriptedReply.whole(WHOLE, USAGE));

        MemoryExchange exchange =
                serve(pipeline(new Pricing(PriceBook.EMPTY, Pricing.WithoutPrice.SERVE)), "\"user\":\"u\"");

        assertThat(exchange.headers()).doesNotContainKey("x-tierway-cost-usd");
        assertThat(ledger)
                .singleElement()
                .extracting(LedgerEntry::cost)
                .isEqualTo(new LedgerEntry.Cost.Unpriced("unknown_model"));
    }

    @Test
    void what_has_no_price_is_refused_where_that_is_the_rule() {
        MemoryExchange exchange =
                serve(pipeline(new Pricing(PriceBook.EMPTY, Pricing.WithoutPrice.REFUSE)), "\"user\":\"u\"");

        assertThat(exchange.status()).isEqualTo(403);
        assertThat(exchange.sent()).contains("model_unpriced");
        assertThat(ledger).singleElement().extracting(LedgerEntry::outcome).isEqualTo("model_unpriced");
    }

    @Test
    void a_spent_budget_refuses_before_anything_is_sent() {
        backend.then(call -> ScriptedReply.whole(WHOLE, USAGE));
        Budget budget = new Budget(new BudgetSpec(
                "tiny",
                LimitScope.ofProject("p"),
                new BudgetPeriod.Rolling(Duration.ofDays(1)),
                COST,
                List.of(),
                OptionalLong.empty(),
                UnpricedPolicy.REFUSE));
        InferencePipeline pipeline = pipeline(
                Pricing.NONE.withoutPrice(),
                new LimitBook.Entry(LimitScope.ofProject("p"), EnumSet.allOf(ServiceTier.class), budget));

        assertThat(serve(pipeline, "\"user\":\"u\"").status()).isEqualTo(200);
        MemoryExchange refused = serve(pipeline, "\"user\":\"u\"");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.sent()).contains("tiny").contains("insufficient_quota");
        assertThat(backend.open()).isZero();
        assertThat(ledger).hasSize(2);
    }

    @Test
    void reserved_work_is_outside_the_quota_until_it_spills() {
        backend.then(call -> ScriptedReply.whole(WHOLE, USAGE));
        RateQuota quota = new RateQuota(LimitScope.ofModel("m"), RateUnit.REQUESTS, 1);
        InferencePipeline pipeline =
                pipeline(Pricing.NONE.withoutPrice(), new LimitBook.Entry(LimitScope.ofModel("m"), SHARED, quota));

        String reserved = "\"service_tier\":\"reserved\",\"max_tokens\":100";
        assertThat(serve(pipeline, reserved).headers()).containsEntry("x-tierway-tier-served", "reserved");
        assertThat(serve(pipeline, reserved).headers()).containsEntry("x-tierway-tier-served", "default");
        MemoryExchange third = serve(pipeline, reserved);

        assertThat(third.status()).isEqualTo(429);
        assertThat(third.sent()).contains("model 'm'");
        assertThat(ledger)
                .extracting(LedgerEntry::cost)
                .containsExactly(
                        new LedgerEntry.Cost.Priced(0, "reservation"),
                        new LedgerEntry.Cost.Priced(COST, "m@2026"),
                        new LedgerEntry.Cost.Priced(0, "unused"));
    }

    @Test
    void nothing_is_served_that_could_not_be_written_down() {
        recording = false;
        MemoryExchange exchange = serve(pipeline(Pricing.NONE.withoutPrice()), "\"user\":\"u\"");
        assertThat(exchange.status()).isEqualTo(503);
        assertThat(exchange.sent()).contains("ledger_unavailable");
    }

    @Test
    void a_stranger_is_not_written_down() {
        MemoryExchange exchange = exchange("\"user\":\"u\"").with("authorization", "Bearer wrong");
        pipeline(Pricing.NONE.withoutPrice()).serve(exchange, Operation.CHAT_COMPLETION);
        assertThat(exchange.status()).isEqualTo(401);
        assertThat(ledger).isEmpty();
    }

    private static MemoryExchange exchange(String members) {
        return new MemoryExchange("{\"model\":\"m\",\"messages\":[]," + members + "}");
    }

    private static MemoryExchange serve(InferencePipeline pipeline, String members) {
        MemoryExchange exchange = exchange(members);
        pipeline.serve(exchange, Operation.CHAT_COMPLETION);
        return exchange;
    }

    private InferencePipeline pipeline(Pricing.WithoutPrice withoutPrice, LimitBook.Entry... limits) {
        return pipeline(new Pricing(book(), withoutPrice), limits);
    }

    private InferencePipeline pipeline(Pricing pricing, LimitBook.Entry... limits) {
        Project project =
                new Project("p", 1, EnumSet.complementOf(EnumSet.of(ServiceTier.BATCH)), ServiceTier.STANDARD);
        SchedulerEngine engine = new SchedulerEngine(
                PoolPolicy.DEFAULT,
                List.of(Pool.spec(backend.name(), backend.capacity(), 0)),
                List.of(new ReservationSpec(
                        "r",
                        List.of("p"),
                        1_000,
                        100,
                        BurndownRates.DEFAULT,
                        SpillPolicy.STANDARD,
                        SpillPolicy.STANDARD.usualOverrides())),
                Map.of("p", 1.0),
                new SplittableRandom(1));
        Pool pool =
                new Pool("m", new AdmissionGate("m", engine, Ticker.system()), Map.of("backend", backend), Map.of());
        pools.add(pool);
        int[] ids = {0};
        return new InferencePipeline(new InferencePipeline.Parts(
                Authenticator.of(Map.of(KeyDigest.of("key"), project)),
                new ModelAliases(Map.of("m", pool)),
                RequestLimits.uniform(Duration.ofMinutes(1), Duration.ofMinutes(1), 3),
                new Accounting(
                        pricing,
                        new LimitGate(new LimitBook(List.of(limits)), holds),
                        WallClock.system(),
                        () -> recording),
                new LedgerMetering(ledger::add, WallClock.system(), "c0ffee"),
                Ticker.system(),
                () -> "id-" + ++ids[0]));
    }

    /** $1 in, $4 out per million; a tenth for what was cached; half for flex. */
    private static PriceBook book() {
        PriceSheet sheet = PriceSheet.flat(Map.of(
                TokenKind.INPUT, Price.PerToken.ofMillion(BigDecimal.ONE),
                TokenKind.OUTPUT, Price.PerToken.ofMillion(BigDecimal.valueOf(4)),
                TokenKind.CACHE_READ, new Price.OfInput(new BigDecimal("0.1")),
                TokenKind.CACHE_WRITE_5M, new Price.OfInput(BigDecimal.ONE),
                TokenKind.CACHE_WRITE_1H, new Price.OfInput(BigDecimal.ONE)));
        TierPrice.Times half = new TierPrice.Times(new BigDecimal("0.5"));
        ModelPrice price = new ModelPrice(
                sheet,
                Map.of(
                        ServiceTier.PRIORITY, TierPrice.Times.ONE,
                        ServiceTier.FLEX, half,
                        ServiceTier.BATCH, half));
        return new PriceBook(Map.of("m", List.of(new PriceVersion("m@2026", Instant.EPOCH, "test", price))));
    }
}
