package dev.tierway.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.gateway.http.HeaderMap;
import dev.tierway.gateway.http.Headers;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.FakeWall;
import dev.tierway.gateway.limit.LimitBook;
import dev.tierway.gateway.limit.LimitGate;
import dev.tierway.gateway.limit.LimitHold;
import dev.tierway.gateway.limit.LimitLedger;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.limit.Placement;
import dev.tierway.gateway.limit.Refusal;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RateQuotaTest {
    private static final Set<ServiceTier> SHARED = Set.of(ServiceTier.PRIORITY, ServiceTier.STANDARD, ServiceTier.FLEX);
    private static final Caller SHOP = new Caller("shop", "0123456789ab", "", "assistant", ServiceTier.STANDARD);

    private final FakeTicker ticker = new FakeTicker();
    private final LimitLedger ledger =
            new LimitLedger(ticker, new FakeWall("2026-03-01T00:00:00Z"), (limit, now) -> {});

    @Test
    void the_first_request_on_a_small_limit_is_served() {
        LimitGate gate = gate(tokens(LimitScope.ofModel("assistant"), 10));

        assertThat(place(gate, 8)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void a_request_larger_than_a_minute_passes_on_a_full_bucket_only() {
        LimitGate gate = gate(tokens(LimitScope.ofModel("assistant"), 600));

        admitted(gate, 6_000).post(Draw.unpriced(6_000));

        assertThat(refused(gate, 1).current()).isEqualTo(6_000);
        ticker.advance(Duration.ofMinutes(9));
        assertThat(refused(gate, 1).frees()).isEqualTo(Duration.ofMillis(100));
        ticker.advance(Duration.ofSeconds(59));
        assertThat(place(gate, 6_000)).isInstanceOf(Placement.Refused.class);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(place(gate, 6_000)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void a_refusal_says_which_limit_whose_and_when() {
        LimitGate gate = gate(tokens(LimitScope.ofProject("shop").withModel("assistant"), 6_000));
        admitted(gate, 5_500).post(Draw.unpriced(5_500));

        Refusal refusal = refused(gate, 1_000);

        assertThat(refusal.limit()).isEqualTo("tokens per minute");
        assertThat(refusal.owner()).isEqualTo("project 'shop' on model 'assistant'");
        assertThat(refusal.current()).isEqualTo(5_500);
        assertThat(refusal.most()).isEqualTo(6_000);
        assertThat(refusal.frees()).isEqualTo(Duration.ofSeconds(5));
        Failure failure = refusal.failure();
        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMITED);
        assertThat(failure.code()).isEqualTo("rate_limit_exceeded");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(failure.message())
                .contains(
                        "project 'shop' on model 'assistant'", "6000 tokens per minute", "5500", "1000", "fits in 5s");
    }

    @Test
    void a_request_that_one_limit_refuses_draws_on_none() {
        RateQuota model = new RateQuota(LimitScope.ofModel("assistant"), RateUnit.TOKENS, 10_000);
        RateQuota project = new RateQuota(LimitScope.ofProject("shop"), RateUnit.TOKENS, 100);
        LimitGate gate = gate(entry(model), entry(project), requests(LimitScope.ofProject("shop"), 60));
        admitted(gate, 100).post(Draw.unpriced(100));

        assertThat(refused(gate, 50).owner()).isEqualTo("project 'shop'");

        assertThat(ledger.read(model::state).remaining()).isEqualTo(9_900);
        assertThat(ledger.openHolds()).isZero();
    }

    @Test
    void an_answer_longer_than_its_estimate_is_a_debt_that_others_wait_for() {
        LimitGate gate = gate(tokens(LimitScope.ofModel("assistant"), 600));
        LimitHold hold = admitted(gate, 500);

        hold.growTo(Draw.unpriced(700));
        assertThat(refused(gate, 1).current()).isEqualTo(700);
        hold.growTo(Draw.unpriced(650));
        hold.post(Draw.unpriced(720));

        assertThat(refused(gate, 1).frees()).isEqualTo(Duration.ofMillis(12_100));
    }

    @Test
    void a_hold_ends_once() {
        LimitGate gate = gate(tokens(LimitScope.ofModel("assistant"), 600));
        LimitHold hold = admitted(gate, 10);
        hold.post(Draw.unpriced(5));

        hold.close();
        assertThatIllegalStateException().isThrownBy(() -> hold.post(Draw.unpriced(5)));
        assertThatIllegalStateException().isThrownBy(hold::voided);
        assertThatIllegalStateException().isThrownBy(() -> hold.growTo(Draw.unpriced(50)));
        assertThat(ledger.openHolds()).isZero();
    }

    @Test
    void a_request_that_failed_gives_its_tokens_back_and_still_was_a_request() {
        RateQuota tokens = new RateQuota(LimitScope.ofModel("assistant"), RateUnit.TOKENS, 600);
        RateQuota requests = new RateQuota(LimitScope.ofModel("assistant"), RateUnit.REQUESTS, 2);
        LimitGate gate = gate(entry(tokens), entry(requests));

        admitted(gate, 600).close();
        admitted(gate, 600).close();

        assertThat(ledger.read(tokens::state).remaining()).isEqualTo(600);
        assertThat(refused(gate, 1).limit()).isEqualTo("requests per minute");
        ticker.advance(Duration.ofSeconds(30));
        assertThat(place(gate, 1)).isInstanceOf(Placement.Admitted.class);
    }

    @Test
    void batch_work_has_a_pool_of_its_own_and_reserved_work_none() {
        LimitScope scope = LimitScope.ofModel("assistant");
        LimitGate gate = gate(
                tokens(scope, 100),
                new LimitBook.Entry(scope, Set.of(ServiceTier.BATCH), new EnqueuedTokens(scope, 1_000)));
        admitted(gate, 100);

        LimitHold enqueued = gate.place(SHOP.servedAs(ServiceTier.BATCH), Draw.unpriced(800), Patience.none())
                .orThrow();
        Placement beyond = gate.place(SHOP.servedAs(ServiceTier.BATCH), Draw.unpriced(300), Patience.none());
        assertThat(((Placement.Refused) beyond).refusal().limit()).isEqualTo("enqueued batch tokens");
        enqueued.post(Draw.unpriced(900));
        assertThat(gate.place(SHOP.servedAs(ServiceTier.BATCH), Draw.unpriced(1_000), Patience.none()))
                .isInstanceOf(Placement.Admitted.class);

        Caller reserved = SHOP.servedAs(ServiceTier.RESERVED);
        assertThat(gate.place(reserved, Draw.unpriced(5_000), Patience.none())).isInstanceOf(Placement.Admitted.class);
        assertThat(gate.place(reserved.servedAs(ServiceTier.STANDARD), Draw.unpriced(1), Patience.none()))
                .isInstanceOf(Placement.Refused.class);
    }

    @Test
    void tokens_read_from_a_cache_do_not_count() {
        LimitGate gate = gate(tokens(LimitScope.ofModel("assistant"), 1_000));

        admitted(gate, 1_000).post(Draw.used(1, Usage.of(100, 850, 50), OptionalLong.empty()));

        assertThat(refused(gate, 851).current()).isEqualTo(150);
    }

    @Test
    void headers_tell_of_the_tightest_quota() {
        LimitGate gate = gate(
                tokens(LimitScope.ofModel("assistant"), 1_000_000),
                tokens(LimitScope.ofProject("shop"), 60_000),
                requests(LimitScope.ofProject("shop"), 10));
        admitted(gate, 2_000);

        assertThat(headers(SHOP, gate))
                .containsExactly(
                        Map.entry("x-ratelimit-limit-requests", "10"),
                        Map.entry("x-ratelimit-remaining-requests", "9"),
                        Map.entry("x-ratelimit-reset-requests", "6s"),
                        Map.entry("x-ratelimit-limit-tokens", "60000"),
                        Map.entry("x-ratelimit-remaining-tokens", "58000"),
                        Map.entry("x-ratelimit-reset-tokens", "2s"));
        assertThat(headers(SHOP.servedAs(ServiceTier.RESERVED), gate)).isEmpty();
    }

    private static Map<String, String> headers(Caller caller, LimitGate gate) {
        Headers.Builder headers = new Headers.Builder();
        RateLimitHeaders.add(caller, gate, headers);
        return HeaderMap.of(headers.build());
    }

    @Test
    void waits_are_written_as_openai_writes_them() {
        assertThat(WaitText.of(Duration.ZERO)).isEqualTo("0s");
        assertThat(WaitText.of(Duration.ofNanos(1))).isEqualTo("1ms");
        assertThat(WaitText.of(Duration.ofMillis(999))).isEqualTo("999ms");
        assertThat(WaitText.of(Duration.ofSeconds(1))).isEqualTo("1s");
        assertThat(WaitText.of(Duration.ofMillis(7_660))).isEqualTo("7.66s");
        assertThat(WaitText.of(Duration.ofMinutes(6))).isEqualTo("6m0s");
        assertThat(WaitText.of(Duration.ofMillis(179_005))).isEqualTo("2m59.005s");
        assertThat(WaitText.of(Duration.ofHours(25))).isEqualTo("25h0m0s");
    }

    private LimitGate gate(LimitBook.Entry... entries) {
        return new LimitGate(new LimitBook(List.of(entries)), ledger);
    }

    private static LimitBook.Entry entry(RateQuota quota) {
        return new LimitBook.Entry(quota.scope(), SHARED, quota);
    }

    private static LimitBook.Entry tokens(LimitScope scope, long perMinute) {
        return entry(new RateQuota(scope, RateUnit.TOKENS, perMinute));
    }

    private static LimitBook.Entry requests(LimitScope scope, long perMinute) {
        return entry(new RateQuota(scope, RateUnit.REQUESTS, perMinute));
    }

    private static Placement place(LimitGate gate, long tokens) {
        return gate.place(SHOP, Draw.unpriced(tokens), Patience.none());
    }

    private static LimitHold admitted(LimitGate gate, long tokens) {
        return place(gate, tokens).orThrow();
    }

    private static Refusal refused(LimitGate gate, long tokens) {
        return ((Placement.Refused) place(gate, tokens)).refusal();
    }
}
