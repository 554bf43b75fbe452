package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.config.ConfigException;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceDefaults;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.auth.KeyDigest;
import dev.tierway.providers.openai.Engine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
    private static final String COMPLETE = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
              b: {provider: openai-compatible, base_url: "http://10.0.0.5:8000/v1", model: llama}
            models:
              assistant: {deployments: [a, b]}
            projects:
              shop: {keys: [tw-0123456789abcdefgh], allowed_tiers: [reserved, standard]}
            reservations:
              peak: {model: assistant, project: shop, input_tpm: 200k, output_tpm: 20k}
            """;

    @Test
    void the_bundled_configuration_pins_every_default() {
        TierwayConfig config = load(ConfigSource.bundled("default").yaml());

        assertThat(config.server())
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8080,
                        16 * 1024 * 1024,
                        32 * 1024,
                        10_000,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30)));
        assertThat(config.deployments())
                .containsExactly(Map.entry(
                        "small-local",
                        new DeploymentConfig.Embedded(
                                "small-local",
                                "local",
                                "smollm2-135m-instruct",
                                8,
                                4,
                                16_384,
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.empty())));
        assertThat(config.models())
                .containsExactly(Map.entry(
                        "smollm2-135m-instruct",
                        new ModelConfig(
                                "smollm2-135m-instruct",
                                List.of("small-local"),
                                TargetsConfig.NONE,
                                Optional.empty(),
                                Optional.empty())));
        assertThat(config.projects())
                .containsExactly(Map.entry(
                        "dev",
                        new ProjectConfig(
                                "dev",
                                Set.of(ServiceTier.values()),
                                ServiceTier.STANDARD,
                                1,
                                List.of(ProjectConfig.DEVELOPMENT_KEY),
                                ProjectQuotaConfig.NONE,
                                List.of())));
        assertThat(config.reservations()).isEmpty();
        assertThat(config.scheduling())
                .isEqualTo(new SchedulingConfig(
                        Map.of(
                                ServiceTier.RESERVED,
                                new SchedulingConfig.TierConfig(2_000, Duration.ofMinutes(2), 0),
                                ServiceTier.PRIORITY,
                                new SchedulingConfig.TierConfig(2_000, Duration.ofMinutes(2), 0),
                                ServiceTier.STANDARD,
                                new SchedulingConfig.TierConfig(10_000, Duration.ofMinutes(2), 0),
                                ServiceTier.FLEX,
                                new SchedulingConfig.TierConfig(50_000, Duration.ofMinutes(15), 0.05),
                                ServiceTier.BATCH,
                                new SchedulingConfig.TierConfig(200_000, Duration.ofHours(24), 0.02)),
                        0.25,
                        Duration.ofSeconds(60),
                        0.05,
                        Duration.ofMinutes(30),
                        3));
    }

    @Test
    void the_bundled_configuration_pins_the_defaults_of_money_too() {
        TierwayConfig config = ConfigSource.bundled("default").load(_ -> null).config();
        assertThat(config.prices())
                .isEqualTo(new PricesConfig(
                        Optional.empty(), PriceBook.EMPTY, PriceDefaults.USUAL, Pricing.WithoutPrice.SERVE));
        assertThat(config.logging()).isEqualTo(new LoggingConfig(LoggingConfig.Level.INFO));
        assertThat(config.limits()).isEqualTo(LimitsConfig.NONE);
        assertThat(config.admin()).isEqualTo(new AdminConfig(List.of(AdminConfig.DEVELOPMENT_KEY)));
    }

    @Test
    void an_admin_key_is_no_inference_key() {
        assertThatThrownBy(() -> load(COMPLETE + "\nadmin: {keys: [tw-0123456789abcdefgh]}\n"))
                .hasMessageContaining("this key belongs to project 'shop'");
    }

    @Test
    void the_defaults_of_what_the_bundled_configuration_does_not_use_are_pinned_too() {
        TierwayConfig config = load(COMPLETE);

        assertThat(config.deployment("b"))
                .isEqualTo(new DeploymentConfig.OpenAiCompatible(
                        "b",
                        "local",
                        Engine.OTHER,
                        URI.create("http://10.0.0.5:8000/v1"),
                        "llama",
                        Optional.empty(),
                        16,
                        false,
                        new DeploymentConfig.BackendTimeouts(
                                Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofSeconds(60))));
        assertThat(config.reservations().get("peak"))
                .isEqualTo(new Reservation(
                        "peak",
                        "assistant",
                        List.of("shop"),
                        200_000,
                        20_000,
                        Schedule.ALWAYS,
                        CapacityPrice.FREE,
                        BurndownRates.DEFAULT,
                        SpillPolicy.STANDARD,
                        SpillPolicy.STANDARD.usualOverrides()));
        assertThat(load(COMPLETE.replace(", allowed_tiers: [reserved, standard]", "")
                                .replaceAll("(?s)reservations:.*", ""))
                        .project("shop")
                        .allowedTiers())
                .containsExactly(ServiceTier.STANDARD);
    }

    @Test
    void a_mistyped_key_is_named_with_its_place_and_its_neighbour() {
        assertRefused(
                COMPLETE.replace("deployments: [a, b]", "deployment: [a, b]"),
                "t.yaml:6:14: 'deployments' must list at least one deployment",
                "t.yaml:6:15: unknown key 'deployment'; did you mean 'deployments'?");
    }

    @Test
    void keys_of_another_provider_are_unknown() {
        assertRefused(
                COMPLETE.replace("provider: embedded,", "provider: embedded, concurrency: 4,"),
                "t.yaml:3:27: unknown key 'concurrency'; known: provider, slots, region, model, narrow_batch, context,"
                        + " threads, chat_template, llama_dir");
        assertRefused(
                COMPLETE.replace("provider: embedded", "provider: embeded"),
                "t.yaml:3:17: 'provider' must be one of embedded, openai-compatible, not the value 'embeded'");
    }

    @Test
    void a_bad_unit_says_which_are_accepted() {
        assertRefused(
                COMPLETE + "server: {max_body: 10MO, idle_timeout: 75}\n",
                "'max_body' must be a size from 1KiB to 1GiB, not the value '10MO'",
                "'idle_timeout' must be a duration above zero with a unit us, ms, s, m, h or d, like 500ms or 15m,"
                        + " not the value '75'");
    }

    @Test
    void names_that_lead_nowhere_are_found() {
        assertRefused(COMPLETE.replace("[a, b]", "[a, c]"), "t.yaml:6:32: unknown deployment 'c'; known: a, b");
        assertRefused(
                COMPLETE.replace("model: assistant", "model: asistant"),
                "t.yaml:10:10: unknown model 'asistant'; did you mean 'assistant'?");
        assertRefused(
                COMPLETE.replace("project: shop", "project: storefront"),
                "t.yaml:10:28: unknown project 'storefront'; known: shop");
    }

    @Test
    void a_reservation_needs_a_project_that_may_use_it() {
        assertRefused(
                COMPLETE.replace("[reserved, standard]", "[standard]"),
                "project 'shop' may not use its reservation; add 'reserved' to its 'allowed_tiers'");
    }

    @Test
    void a_key_belongs_to_one_project() {
        assertRefused(
                COMPLETE.replace("projects:\n", "projects:\n  other: {keys: tw-0123456789abcdefgh}\n"),
                "this key already belongs to project 'other'; a key belongs to one project or use case");
    }

    @Test
    void the_development_key_is_refused_where_others_can_connect() {
        String open = ConfigSource.bundled("default").yaml().replace("host: 127.0.0.1", "host: 0.0.0.0");
        assertRefused(
                open,
                "project 'dev' accepts the well-known key 'tierway-dev' while 'server.host' is 0.0.0.0, which other"
                        + " machines can reach; give it a key of its own, or listen on 127.0.0.1");
        assertRefused(
                open.replace("tierway-dev", "sha256:" + ProjectConfig.DEVELOPMENT_KEY.hex()),
                "the well-known key 'tierway-dev'");
    }

    @Test
    void a_gateway_that_could_serve_nobody_does_not_start() {
        assertRefused("version: 1", "no model is served", "no key is accepted");
        assertRefused("", "'version' is missing");
    }

    @Test
    void a_project_without_standard_defaults_to_what_it_may_use() {
        assertThat(load(COMPLETE.replace("[reserved, standard]", "[reserved, flex, batch]"))
                        .project("shop")
                        .defaultTier())
                .isEqualTo(ServiceTier.FLEX);
        assertRefused(
                COMPLETE.replace("[reserved, standard]", "[standard, reserved], default_tier: flex"),
                "'default_tier' (flex) must be one of 'allowed_tiers' (reserved, standard)");
    }

    @Test
    void priority_needs_an_engine_that_has_it() {
        assertRefused(
                COMPLETE.replace("model: llama", "model: llama, engine: ollama, priority: native"),
                "'priority: native' needs an engine that orders by priority (vllm, sglang or dynamo), not ollama");
    }

    @Test
    void minimum_shares_cannot_take_over() {
        assertRefused(
                COMPLETE + "scheduling: {tiers: {flex: {min_share: 40%}, batch: {min_share: 20%}}}\n",
                "the minimum shares of flex and batch add up to more than 50%");
        assertRefused(COMPLETE + "scheduling: {tiers: {priority: {min_share: 40%}}}\n", "unknown key 'min_share'");
    }

    @Test
    void text_that_is_not_yaml_is_located() {
        assertRefused("version: 1\nmodels: [a, b\n", "t.yaml:3:1: not valid YAML");
        assertRefused("a: &x {b: *x}", "an alias must not contain itself");
        assertRefused("version: 1\n---\nversion: 1\n", "not valid YAML");
    }

    @Test
    void secrets_come_from_the_environment_or_a_file(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("key"), "from-file\n");
        String yaml = COMPLETE.replace("model: llama", "model: llama, api_key: REFERENCE");

        assertThat(apiKey(yaml.replace("REFERENCE", "env:UPSTREAM"))).isEqualTo("from-env");
        assertThat(apiKey(yaml.replace("REFERENCE", "\"file:" + file + "\""))).isEqualTo("from-file");
        assertRefused(
                yaml.replace("REFERENCE", "env:ABSENT"),
                "'api_key' refers to the environment variable ABSENT, which is not set");
        assertRefused(
                yaml.replace("REFERENCE", "file:/nowhere/key"),
                "'api_key' refers to the file /nowhere/key, which cannot be read or is empty");
    }

    @Test
    void the_secret_is_followed_and_must_be_long() {
        ConfigSource source = new ConfigSource("t.yaml", COMPLETE + "secret: env:SECRET\n");

        assertThat(source.load(name -> "long-enough-to-be-a-secret")
                        .config()
                        .secret()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("long-enough-to-be-a-secret");
        assertThat(load(COMPLETE).secret()).isEmpty();
        assertThatThrownBy(() -> source.load(name -> "hunter2"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("t.yaml:11:9: 'secret' must have at least 16 characters");
    }

    @Test
    void a_secret_in_the_file_is_a_warning_and_is_never_shown() {
        ConfigSource.Loaded loaded = new ConfigSource(
                        "t.yaml", COMPLETE.replace("model: llama", "model: llama, api_key: sk-very-private"))
                .load(name -> null);

        assertThat(loaded.warnings()).singleElement().asString().contains("prefer env:NAME or file:path");
        assertThat(loaded.toString()).doesNotContain("sk-very-private");
    }

    @Test
    void keys_are_kept_as_digests_only() {
        assertThat(load(COMPLETE).project("shop").keys()).containsExactly(KeyDigest.of("tw-0123456789abcdefgh"));
        assertThat(load(COMPLETE).toString()).doesNotContain("tw-0123456789abcdefgh");
        assertRefused(COMPLETE.replace("tw-0123456789abcdefgh", "hunter2"), "a key is written as 'tw-'");
        assertRefused(COMPLETE.replace("tw-0123456789abcdefgh", "sha256:abc"), "64 hexadecimal digits");
    }

    @Test
    void a_file_that_is_not_there_is_told_plainly(@TempDir Path dir) {
        Path missing = dir.resolve("tierway.yaml");
        assertThatThrownBy(() -> ConfigSource.file(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ":1:1: there is no such file");
    }

    @Test
    void the_example_of_the_documentation_loads() {
        Path repository = Path.of("").toAbsolutePath();
        while (!Files.exists(repository.resolve("docs/examples/tierway.yaml"))) {
            repository = Objects.requireNonNull(repository.getParent(), "run the tests from inside the repository");
        }
        ConfigSource example = ConfigSource.file(repository.resolve("docs/examples/tierway.yaml"));

        ConfigSource.Loaded loaded = example.load(Map.of("STOREFRONT_KEY", "tw-0123456789abcdefgh")::get);

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().models()).containsOnlyKeys("assistant", "draft");
        assertThat(loaded.config().reservations().values())
                .extracting(Reservation::spill)
                .containsExactly(SpillPolicy.PRIORITY);
    }

    @Test
    void the_configuration_of_the_bench_loads() {
        assertThat(load(ConfigSource.bundled("bench").yaml()).reservations()).containsOnlyKeys("bench");
    }

    private static String apiKey(String yaml) {
        var deployment = (DeploymentConfig.OpenAiCompatible) new ConfigSource("t.yaml", yaml)
                .load(Map.of("UPSTREAM", "from-env")::get)
                .config()
                .deployment("b");
        return deployment.apiKey().orElseThrow().reveal();
    }

    private static TierwayConfig load(String yaml) {
        ConfigSource.Loaded loaded = new ConfigSource("t.yaml", yaml).load(name -> null);
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
