package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.gateway.alert.AlertRules;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.budget.UnpricedPolicy;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.webhook.WebhookTarget;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsConfigTest {
    private static final String KEY = "tw-0123456789abcdefgh";
    private static final String KEY_ID = KeyDigest.of(KEY).id();
    private static final String COMPLETE = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a]}
            projects:
              shop:
                keys: [tw-0123456789abcdefgh]
                quota: {tpm: 200k, per_key: {rpm: 60}, models: {assistant: {tpm: 100k, batch_enqueued_tokens: 5M}}}
                budget: {daily: "$50", monthly: "$500", zone: Europe/Berlin, alert_at: [50%, 80%, 100%]}
            quotas:
              assistant: {tpm: 2M, rpm: 6000, batch_enqueued_tokens: 100M}
            budgets:
              company: {limit: "$20000", period: month}
              key: {project: shop, key: KEY_ID, limit: "$0.50", rolling: 24h, max_request: "$0.05", unpriced: serve}
            alerts:
              webhooks:
                ops: {url: "https://hooks.example.com/t/private?a=b", secret: "env:HOOK"}
              burn_rate: 14.4
            """.replace("KEY_ID", KEY_ID);

    @Test
    void quotas_are_read_wherever_they_are_written() {
        LimitScope shop = LimitScope.ofProject("shop");

        assertThat(ConfiguredLimits.quotas(load(COMPLETE)))
                .containsExactly(
                        new ConfiguredLimits.Quota(
                                LimitScope.ofModel("assistant"),
                                new QuotaConfig(
                                        Optional.of(2_000_000L), Optional.of(6_000L), Optional.of(100_000_000L))),
                        new ConfiguredLimits.Quota(
                                shop, new QuotaConfig(Optional.of(200_000L), Optional.empty(), Optional.empty())),
                        new ConfiguredLimits.Quota(
                                shop.withModel("assistant"),
                                new QuotaConfig(Optional.of(100_000L), Optional.empty(), Optional.of(5_000_000L))));
        assertThat(ConfiguredLimits.quotasPerKey(load(COMPLETE)))
                .isEqualTo(Map.of("shop", new QuotaConfig(Optional.empty(), Optional.of(60L), Optional.empty())));
    }

    @Test
    void budgets_are_exact_and_their_defaults_are_pinned() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(ConfiguredLimits.budgets(load(COMPLETE)))
                .containsExactly(
                        budget(
                                "company",
                                LimitScope.ORGANISATION,
                                new BudgetPeriod.Calendar(BudgetPeriod.Unit.MONTH, ZoneId.of("UTC")),
                                20_000_000_000_000L,
                                List.of(80, 100)),
                        new BudgetSpec(
                                "key",
                                LimitScope.ofProject("shop").withKey(KEY_ID),
                                new BudgetPeriod.Rolling(Duration.ofHours(24)),
                                500_000_000L,
                                List.of(80, 100),
                                OptionalLong.of(50_000_000L),
                                UnpricedPolicy.SERVE),
                        budget(
                                "shop-daily",
                                LimitScope.ofProject("shop"),
                                new BudgetPeriod.Calendar(BudgetPeriod.Unit.DAY, berlin),
                                50_000_000_000L,
                                List.of(50, 80, 100)),
                        budget(
                                "shop-monthly",
                                LimitScope.ofProject("shop"),
                                new BudgetPeriod.Calendar(BudgetPeriod.Unit.MONTH, berlin),
                                500_000_000_000L,
                                List.of(50, 80, 100)));
    }

    @Test
    void webhooks_are_read_and_their_urls_and_secrets_never_shown() {
        AlertsConfig alerts = load(COMPLETE).limits().alerts();

        assertThat(alerts.webhooks().values())
                .singleElement()
                .extracting(WebhookTarget::url)
                .hasToString("https://hooks.example.com/t/private?a=b");
        assertThat(alerts.rules()).isEqualTo(new AlertRules(14.4, 0.1, Duration.ofMinutes(5), 20));
        assertThat(alerts.toString()).doesNotContain("private", "MfKQ9");
        assertThat(ConfigExplanation.of(load(COMPLETE)))
                .contains(
                        "quota of model 'assistant': 2000000 tokens a minute, 6000 requests a minute, 100000000 batch",
                        "budget shop-monthly: $500.00 for project 'shop' over a month in Europe/Berlin, alerts at 50%,",
                        "alerts go to webhook ops at hooks.example.com")
                .doesNotContain("private");
    }

    @Test
    void a_budget_of_zero_or_in_a_wrong_unit_is_refused() {
        String needed = "must be an amount in US dollars above $0 with at most nine decimals, like $500";
        assertRefused(COMPLETE.replace("\"$20000\"", "$0"), "t.yaml:14:20: 'limit' " + needed + ", not the value '$0'");
        assertRefused(COMPLETE.replace("\"$20000\"", "500"), needed);
        assertRefused(COMPLETE.replace("\"$20000\"", "500EUR"), needed);
        assertRefused(COMPLETE.replace("\"$20000\"", "$0.0000000001"), needed);
        assertRefused(COMPLETE.replace("monthly: \"$500\"", "monthly: $-5"), "'monthly' " + needed);
        assertRefused(COMPLETE.replace("daily: \"$50\", monthly: \"$500\", ", ""), "at least one of 'daily', 'weekly'");
    }

    @Test
    void names_that_lead_nowhere_are_found() {
        assertRefused(COMPLETE.replace("  assistant: {tpm: 2M", "  asistant: {tpm: 2M"), "unknown model 'asistant'");
        assertRefused(
                COMPLETE.replace("models: {assistant: {tpm: 100k", "models: {draft: {tpm: 100k"),
                "t.yaml:9:53: unknown model 'draft'; known: assistant");
        assertRefused(
                COMPLETE.replace("project: shop", "project: shoop"), "unknown project 'shoop'; did you mean 'shop'?");
        assertRefused(COMPLETE.replace("key: " + KEY_ID, "key: 0123456789ab"), "unknown key '0123456789ab'");
        assertRefused(COMPLETE.replace("key: " + KEY_ID, "key: " + KEY), "'key' must be a key's id");
        assertRefused(COMPLETE.replace("  company:", "  shop-daily:"), "give it another");
    }

    @Test
    void a_budget_has_one_period() {
        String either = "either a 'period' of day, week or month, or a 'rolling' window";
        assertRefused(COMPLETE.replace(", period: month", ""), either);
        assertRefused(COMPLETE.replace("rolling: 24h", "rolling: 24h, period: day"), either);
        assertRefused(COMPLETE.replace("Europe/Berlin", "Europe/Atlantis"), "'zone' must be a time zone");
        assertRefused(COMPLETE.replace("50%, 80%", "50, 80%"), "whole percentage");
        assertRefused(COMPLETE.replace("max_request: \"$0.05\"", "max_request: $5"), "'max_request' is above");
    }

    @Test
    void rates_carry_no_minute_and_are_above_zero() {
        assertRefused(COMPLETE.replace("tpm: 2M", "tpm: 2M/min"), "'tpm' must be a whole number above zero");
        assertRefused(COMPLETE.replace("rpm: 6000", "rpm: 0"), "'rpm' must be a whole number above zero");
        assertRefused(COMPLETE.replace("quota: {tpm: 200k", "quota: {batch_enqueued_tokens: 200k"), "unknown key");
    }

    @Test
    void a_webhook_needs_a_secret_of_the_right_shape() {
        assertRefused(COMPLETE.replace(", secret: \"env:HOOK\"", ""), "'secret' is missing");
        assertRefused(COMPLETE.replace("env:HOOK", "env:WRONG"), "24 to 64 bytes in Base64");
        assertRefused(COMPLETE.replace("env:HOOK", "env:ABSENT"), "environment variable ABSENT");
        assertRefused(COMPLETE.replace("https://hooks", "ftp://hooks"), "'url' must be an http or https URL");
    }

    private static BudgetSpec budget(
            String name, LimitScope scope, BudgetPeriod period, long limitNanos, List<Integer> alertAt) {
        return new BudgetSpec(name, scope, period, limitNanos, alertAt, OptionalLong.empty(), UnpricedPolicy.REFUSE);
    }

    private static TierwayConfig load(String yaml) {
        Map<String, String> environment = Map.of("HOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WRONG", "hunter2");
        ConfigSource.Loaded loaded = new ConfigSource("t.yaml", yaml).load(environment::get);
        assertThat(loaded.warnings()).isEmpty();
        return loaded.config();
    }

    private static void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> load(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("hunter2");
    }
}
