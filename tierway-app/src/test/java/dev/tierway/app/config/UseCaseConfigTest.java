package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.config.ConfigException;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.gateway.budget.BudgetSpec;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.usecase.EscalationRule;
import dev.tierway.gateway.usecase.UseCase;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UseCaseConfigTest {
    private static final String KEY = "tw-checkout-0123456789";
    private static final String COMPLETE = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a], price: {input: $1/M, output: $4/M}}
            projects:
              shop: {keys: [tw-0123456789abcdefgh], allowed_tiers: [reserved, priority, standard, flex]}
              lab: {keys: [tw-lab-0123456789abcd], allowed_tiers: [standard]}
            reservations:
              peak: {model: assistant, project: shop, input_tpm: 10k, output_tpm: 1k}
            use_cases:
              checkout:
                project: shop
                model: assistant
                tier: priority
                allowed_tiers: [reserved, priority]
                keys: [tw-checkout-0123456789]
                budget: {monthly: "$50", alert_at: [80%]}
                spill: reservation_only
                escalate: {after_throttles: 2, within: 30s, after_latency: 5s, to: reserved, for: 2m, budget: {daily: "$10"}}
              search:
                project: shop
            budgets:
              tests: {use_case: search, limit: $5, rolling: 24h}
            """;

    @Test
    void a_profile_is_read_with_everything_in_it() {
        UseCaseConfig checkout = useCase(load(COMPLETE), "checkout");

        assertThat(checkout.project()).isEqualTo("shop");
        assertThat(checkout.model()).contains("assistant");
        assertThat(checkout.terms())
                .isEqualTo(new UseCaseConfig.Terms(
                        Set.of(ServiceTier.RESERVED, ServiceTier.PRIORITY), Optional.of(ServiceTier.PRIORITY)));
        assertThat(checkout.keys()).containsExactly(KeyDigest.of(KEY));
        assertThat(checkout.defaults())
                .isEqualTo(new UseCase.Defaults(false, Optional.of(SpillOverride.RESERVATION_ONLY)));
        assertThat(checkout.escalate().orElseThrow().rule())
                .isEqualTo(new EscalationRule(
                        OptionalInt.of(2),
                        Duration.ofSeconds(30),
                        Optional.of(Duration.ofSeconds(5)),
                        ServiceTier.RESERVED,
                        Duration.ofMinutes(2)));
    }

    @Test
    void defaults_are_pinned() {
        TierwayConfig config = load(COMPLETE.replace(", within: 30s", "").replace(", for: 2m", ""));
        UseCaseConfig search = useCase(config, "search");

        assertThat(search.model()).isEmpty();
        assertThat(search.keys()).isEmpty();
        assertThat(search.defaults()).isEqualTo(UseCase.Defaults.NONE);
        assertThat(search.escalate()).isEmpty();
        assertThat(search.allowedTiers(config.project("shop")))
                .isEqualTo(config.project("shop").allowedTiers());
        assertThat(search.tier(config.project("shop"))).isEqualTo(ServiceTier.STANDARD);
        EscalationRule rule =
                useCase(config, "checkout").escalate().orElseThrow().rule();
        assertThat(rule.within()).isEqualTo(Duration.ofSeconds(60));
        assertThat(rule.lasts()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void budgets_of_a_profile_and_of_its_escalation_are_budgets_like_others() {
        LimitScope checkout = LimitScope.ofProject("shop").withUseCase("checkout");

        List<BudgetSpec> budgets = ConfiguredLimits.budgets(load(COMPLETE));

        assertThat(budgets)
                .extracting(BudgetSpec::name)
                .containsExactly("tests", "shop/checkout-monthly", "shop/checkout-escalation-daily");
        assertThat(budgets.get(1).scope()).isEqualTo(checkout);
        assertThat(budgets.get(2).scope()).isEqualTo(checkout.onlyEscalated());
        assertThat(budgets.get(2).limitNanos()).isEqualTo(10_000_000_000L);
    }

    @Test
    void check_says_what_a_profile_means() {
        assertThat(ConfigExplanation.of(load(COMPLETE)))
                .contains(
                        "use case checkout of shop: runs on assistant; without a tier it gets priority, and may ask for"
                                + " reserved, priority",
                        "chosen by 'x-tierway-use-case: checkout' or \"model\": \"checkout\" with a key of shop",
                        "chosen by its own key, which may use nothing else",
                        "after 2 refusals within 30s, or an answer that takes longer than 5s, the caller's requests"
                                + " that name no tier run as reserved for 2m, while shop/checkout-escalation-daily lasts",
                        "use case search of shop: runs on the model that a request names")
                .doesNotContain("cannot escalate");
        String reservation = "  peak: {model: assistant, project: shop, input_tpm: 10k, output_tpm: 1k}\n";
        assertThat(ConfigExplanation.of(load(COMPLETE.replace(reservation, ""))))
                .contains("shop has no reservation on assistant, so it cannot escalate before there is one");
    }

    @Test
    void names_that_lead_nowhere_are_found() {
        assertRefused(
                COMPLETE.replace("    project: shop\n    model: assistant", "    project: shp\n    model: assistant"),
                "t.yaml:13:5: unknown project 'shp'; did you mean 'shop'?");
        assertRefused(
                COMPLETE.replace("    model: assistant\n", "    model: asistant\n"),
                "t.yaml:14:5: unknown model 'asistant'; did you mean 'assistant'?");
        assertRefused(
                COMPLETE.replace("tests: {use_case: search", "tests: {use_case: serch"),
                "t.yaml:24:11: unknown use case 'serch'; did you mean 'search'?");
        assertRefused(
                COMPLETE.replace("tests: {use_case: search", "tests: {project: lab, use_case: search"),
                "use case 'search' belongs to project 'shop', so this budget would never count");
        assertRefused(COMPLETE.replace("  search:\n", "  assistant:\n"), "'assistant' has the name of a model");
        assertRefused(COMPLETE.replace("  search:\n", "  \"search it\":\n"), "letters, digits, '-', '_' and '.'");
        assertRefused(COMPLETE.replace("    spill: res", "    spil: res"), "unknown key 'spil'; did you mean 'spill'?");
    }

    @Test
    void tiers_stay_within_those_of_the_project() {
        assertRefused(
                COMPLETE.replace(
                        "allowed_tiers: [reserved, priority]\n", "allowed_tiers: [reserved, priority, batch]\n"),
                "t.yaml:16:5: project 'shop' may not use batch; its 'allowed_tiers' are reserved, priority, standard,"
                        + " flex");
        assertRefused(
                COMPLETE.replace("tier: priority", "tier: batch"), "t.yaml:15:5: project 'shop' may not use batch");
        assertRefused(
                COMPLETE.replace("tier: priority", "tier: flex"),
                "t.yaml:15:5: 'tier' (flex) must be one of 'allowed_tiers' (reserved, priority)");
        assertRefused(COMPLETE.replace("tier: priority", "tier: gold"), "'tier' must be one of batch, flex, priority");
        assertRefused(
                COMPLETE.replace("spill: reservation_only", "flex_fallback: standard"),
                "t.yaml:19:5: 'flex_fallback' needs flex and standard");
        assertRefused(
                COMPLETE.replace("  search:\n    project: shop", "  search:\n    project: lab\n    spill: skip"),
                "'spill' is for reserved work");
        assertRefused(
                COMPLETE.replace("spill: reservation_only", "spill: then_standard"),
                "t.yaml:19:5: 'spill' (then_standard) leads out of the tiers of the use case (reserved, priority)");
        assertRefused(
                COMPLETE.replace("spill: reservation_only", "spill: then_priority"),
                "t.yaml:19:5: reservation 'peak' does not permit 'then_priority', which this asks for; add it to its"
                        + " 'spill_overrides'");
    }

    @Test
    void an_escalation_leads_upwards_within_the_tiers_and_has_a_cause() {
        assertRefused(
                COMPLETE.replace("to: reserved", "to: priority"),
                "t.yaml:20:68: 'to' (priority) must be a better tier than that of requests that name none (priority)");
        assertRefused(
                COMPLETE.replace("allowed_tiers: [reserved, priority]\n", "allowed_tiers: [priority]\n")
                        .replace("    spill: reservation_only\n", ""),
                "'to' (reserved) must be one of the tiers of the use case (priority)");
        assertRefused(
                COMPLETE.replace("after_throttles: 2, within: 30s, after_latency: 5s, ", ""),
                "an escalation has a cause: 'after_throttles', 'after_latency' or both");
        assertRefused(COMPLETE.replace("after_throttles: 2, ", ""), "'within' is the time in which");
        assertRefused(COMPLETE.replace("after_throttles: 2", "after_throttles: 0"), "a whole number from 1 to 1000");
        assertRefused(COMPLETE.replace("for: 2m", "for: 2"), "'for' must be a duration above zero");
        assertRefused(COMPLETE.replace("to: reserved, ", ""), "'to' is missing");
        assertRefused(
                COMPLETE.replace("daily: \"$10\"", "daily: $0"), "'daily' must be an amount in US dollars above $0");
        assertRefused(COMPLETE.replace("budget: {daily: \"$10\"}", "budget: {}"), "at least one of 'daily', 'weekly'");
        assertRefused(
                COMPLETE.replace("tier: priority\n    allowed_tiers: [reserved, priority]", "tier: standard")
                        .replace("to: reserved", "to: priority")
                        .replace(", price: {input: $1/M, output: $4/M}", ""),
                "model 'assistant' has no price, so nothing would ever escalate");
    }

    @Test
    void an_escalation_needs_a_reservation_that_may_be_asked_for_itself_alone() {
        assertRefused(
                COMPLETE.replace("    spill: reservation_only\n", "")
                        .replace("output_tpm: 1k}", "output_tpm: 1k, spill_overrides: [none]}"),
                "t.yaml:19:68: reservation 'peak' does not permit 'reservation_only'");
    }

    @Test
    void a_key_has_one_owner() {
        assertRefused(
                COMPLETE.replace("[tw-checkout-0123456789]", "[tw-0123456789abcdefgh]"),
                "t.yaml:17:12: this key already belongs to project 'shop'");
        assertRefused(
                COMPLETE.replace("  search:\n", "  search:\n    keys: [tw-checkout-0123456789]\n"),
                "this key already belongs to use case 'checkout'");
        assertRefused(
                COMPLETE + "admin: {keys: [tw-checkout-0123456789]}\n",
                "this key belongs to use case 'checkout'; an admin key is a key of its own");
        assertRefused(COMPLETE.replace("[tw-checkout-0123456789]", "[tierway-dev]"), "a key is written as 'tw-'");
    }

    @Test
    void a_budget_is_known_by_one_name() {
        assertRefused(
                COMPLETE.replace("  tests:", "  shop/checkout-monthly:"),
                "has the name that the budget of use case 'checkout' is known by");
    }

    @Test
    void a_use_case_s_key_is_enough_to_serve() {
        String keyless =
                COMPLETE.replace("keys: [tw-0123456789abcdefgh], ", "").replace("keys: [tw-lab-0123456789abcd], ", "");
        assertThat(load(keyless).useCases()).containsOnlyKeys("checkout", "search");
        assertRefused(keyless.replace("    keys: [tw-checkout-0123456789]\n", ""), "no key is accepted");
    }

    private static UseCaseConfig useCase(TierwayConfig config, String name) {
        return Objects.requireNonNull(config.useCases().get(name));
    }

    private static TierwayConfig load(String yaml) {
        ConfigSource.Loaded loaded = new ConfigSource("t.yaml", yaml).load(name -> null);
        assertThat(loaded.warnings()).isEmpty();
        return loaded.config();
    }

    private static void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> load(yaml)).isInstanceOf(ConfigException.class).hasMessageContainingAll(parts);
    }
}
