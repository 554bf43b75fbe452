package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.budget.SpendSource;
import dev.tierway.gateway.limit.Caller;
import dev.tierway.gateway.limit.Draw;
import dev.tierway.gateway.limit.Limit;
import dev.tierway.gateway.limit.Patience;
import dev.tierway.gateway.limit.Placement;
import dev.tierway.gateway.limit.Refusal;
import dev.tierway.providers.transport.Reaper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitPartsTest {
    private static final long DOLLAR = 1_000_000_000;
    private static final String YAML = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a]}
            projects:
              shop:
                keys: [tw-0123456789abcdefgh, tw-second-9abcdefghijk]
                quota: {tpm: 1000, per_key: {rpm: 2}}
                budget: {monthly: $5}
            quotas:
              assistant: {tpm: 5000, batch_enqueued_tokens: 300}
            """;
    private static final Caller SHOP =
            new Caller("shop", KeyDigest.of("tw-0123456789abcdefgh").id(), "", "assistant", ServiceTier.STANDARD);

    private final Reaper reaper = new Reaper(Ticker.system());

    @AfterEach
    void stop() {
        reaper.close();
    }

    @Test
    void a_request_draws_on_everything_that_applies_to_it() throws Exception {
        LimitParts parts = parts((scope, from, to) -> 0);

        place(parts, SHOP, 10).orThrow().post(Draw.priced(10, 10));
        place(parts, SHOP, 10).orThrow().post(Draw.priced(10, 10));

        assertThat(refusal(place(parts, SHOP, 10)).limit()).isEqualTo("requests per minute");
        Caller second =
                new Caller("shop", KeyDigest.of("tw-second-9abcdefghijk").id(), "", "assistant", ServiceTier.STANDARD);
        assertThat(place(parts, second, 10)).isInstanceOf(Placement.Admitted.class);
        assertThat(parts.gate().book().of(SHOP)).hasSize(4);
        parts.close();
    }

    @Test
    void reserved_work_pays_and_draws_on_no_quota_and_batch_work_on_its_own() throws Exception {
        LimitParts parts = parts((scope, from, to) -> 0);

        List<Limit> ofReserved = parts.gate().book().of(SHOP.servedAs(ServiceTier.RESERVED));
        assertThat(ofReserved).hasSize(1);
        assertThat(parts.gate().book().of(SHOP.servedAs(ServiceTier.BATCH))).hasSize(2);
        assertThat(parts.gate().book().of(SHOP.servedAs(ServiceTier.STANDARD)))
                .filteredOn(limit -> !ofReserved.contains(limit))
                .hasSize(3);
        parts.close();
    }

    @Test
    void what_was_spent_before_the_start_counts() throws Exception {
        LimitParts parts = parts(
                (scope, from, to) -> scope.project().orElse("").equals("shop") && from.isBefore(to) ? 5 * DOLLAR : 0);

        assertThat(refusal(place(parts, SHOP, 1)).failure().code()).isEqualTo("project_spend_limit_exceeded");
        parts.close();
    }

    private LimitParts parts(SpendSource spent) {
        TierwayConfig config =
                new ConfigSource("t.yaml", YAML).load(name -> null).config();
        return LimitParts.of(config, new LimitParts.Past(spent, (id, at) -> true), reaper, WallClock.system());
    }

    private static Placement place(LimitParts parts, Caller caller, long tokens) {
        return parts.gate().place(caller, Draw.priced(tokens, tokens), Patience.none());
    }

    private static Refusal refusal(Placement placement) {
        return ((Placement.Refused) placement).refusal();
    }
}
