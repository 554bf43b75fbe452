package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tierway.core.capacity.BurndownPreset;
import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.config.ConfigException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservationConfigTest {
    private static final String GATEWAY = """
            version: 1
            deployments:
              a: {provider: embedded, model: smollm2-135m-instruct}
            models:
              assistant: {deployments: [a]}
            projects:
              shop: {keys: [tw-0123456789abcdefgh], allowed_tiers: [reserved, standard]}
              chat: {keys: [tw-0123456789abcdefgi], allowed_tiers: [reserved, standard]}
            reservations:
              peak:
                model: assistant
                project: shop
                input_tpm: 200k
                output_tpm: 20k
            """;

    private static Reservation peak(String... lines) {
        String yaml = GATEWAY + "    " + String.join("\n    ", lines) + "\n";
        ConfigSource.Loaded loaded = new ConfigSource("t.yaml", yaml).load(name -> null);
        return Objects.requireNonNull(loaded.config().reservations().get("peak"));
    }

    private static void assertRefused(String yaml, String... messages) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigSource("t.yaml", yaml).load(name -> null))
                .withMessageContainingAll(messages);
    }

    @Test
    void a_tax_season_is_read_whole() {
        Reservation season = peak(
                "from: 2027-01-15",
                "to: 2027-04-20",
                "zone: America/New_York",
                "windows: [mon-fri 08:00-18:00 America/New_York, 04-10..04-15 America/New_York]",
                "price: $0.40/h per 1k TPM",
                "output_price: $1.60/h per 1k TPM",
                "burndown: {cache_read: 0.25}",
                "spill: priority",
                "spill_overrides: [reservation_only, then_flex]");

        assertThat(season)
                .isEqualTo(new Reservation(
                        "peak",
                        "assistant",
                        List.of("shop"),
                        200_000,
                        20_000,
                        new Schedule(
                                Optional.of(Instant.parse("2027-01-15T05:00:00Z")),
                                Optional.of(Instant.parse("2027-04-21T04:00:00Z")),
                                List.of(
                                        CalendarWindowParser.parse("mon-fri 08:00-18:00 America/New_York"),
                                        CalendarWindowParser.parse("04-10..04-15 America/New_York")),
                                ZoneId.of("America/New_York")),
                        new CapacityPrice(400_000_000, 1_600_000_000),
                        new BurndownRates(1_000_000, 250_000, 1_000_000, 1_000_000, 1_000_000),
                        SpillPolicy.PRIORITY,
                        Set.of(SpillOverride.RESERVATION_ONLY, SpillOverride.THEN_FLEX)));
    }

    @Test
    void several_projects_may_own_it() {
        String joint = GATEWAY.replace("project: shop", "projects: [shop, chat]");

        assertThat(new ConfigSource("t.yaml", joint)
                        .load(name -> null)
                        .config()
                        .reservations()
                        .values())
                .singleElement()
                .satisfies(it -> assertThat(it.projects()).containsExactly("shop", "chat"));
    }

    @Test
    void a_vendor_s_rates_have_a_name() {
        assertThat(peak("burndown: bedrock-reserved").rates()).isEqualTo(BurndownPreset.BEDROCK_RESERVED.rates());
        assertThat(peak("burndown: {preset: azure-ptu, output: 8}").rates())
                .isEqualTo(BurndownPreset.AZURE_PTU.rates().withOutput(new BigDecimal("8")));
    }

    @Test
    void a_policy_can_forbid_all_overrides() {
        assertThat(peak("spill_overrides: none").overrides()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "burndown: azure-ptu          | t.yaml:15:15: the preset 'azure-ptu' needs the model's output rate",
                "burndown: gpt                | t.yaml:15:15: 'burndown' must be one of anthropic, azure-ptu, bedrock-reserved, tierway, vertex-gsu",
                "burndown: {cache_read: -1}   | t.yaml:15:28: 'cache_read' must be a burndown rate from 0 to 1000",
                "price: 0.40                  | t.yaml:15:12: 'price' must be a price in US dollars an hour for 1,000 tokens a minute, like $0.40/h per 1k TPM",
                "price: $0.0000000001/h per 1k TPM | with at most nine decimals",
                "from: 15.1.2027              | t.yaml:15:11: 'from' must be a date like 2027-01-15",
                "zone: Berlin                 | t.yaml:15:11: unknown time zone 'Berlin'; name one of the IANA database",
                "windows: mon-fri 08:00-18:00 | t.yaml:15:14: unknown time zone '08:00-18:00'",
                "spill: batch                 | t.yaml:15:12: 'spill' must be one of flex, priority, reject, standard",
                "spill_overrides: [then_batch]| each of 'spill_overrides' must be one of none, reservation_only, skip",
                "projects: [chat]             | t.yaml:15:15: name who owns it: either 'project' or a list of 'projects'",
                "out_price: $1/h per 1k TPM   | t.yaml:15:5: unknown key 'out_price'; did you mean 'output_price'?"
            })
    void what_is_wrong_is_said_with_its_line(String line, String message) {
        assertRefused(GATEWAY + "    " + line + "\n", message);
    }

    @Test
    void a_reservation_that_ends_before_it_starts_is_refused() {
        assertRefused(
                GATEWAY + "    from: 2027-04-20\n    to: 2027-01-15\n",
                "t.yaml:16:9: the reservation ends (2027-01-15) before it starts (2027-04-20)");
    }

    @Test
    void skip_needs_somewhere_to_go() {
        assertRefused(
                GATEWAY + "    spill: reject\n    spill_overrides: [skip]\n",
                "t.yaml:16:22: 'skip' needs a tier to go to while 'spill' is reject");
    }

    @Test
    void an_owner_must_exist_and_may_use_reserved() {
        assertRefused(
                GATEWAY.replace("project: shop", "projects: [shop, chot]"),
                "t.yaml:12:22: unknown project 'chot'; did you mean 'chat'?");
        assertRefused(
                GATEWAY.replace("project: shop", "projects: [shop, shop]"),
                "t.yaml:12:15: project 'shop' is listed twice");
        assertRefused(
                GATEWAY.replace("    project: shop\n", ""),
                "name who owns it: either 'project' or a list of 'projects'");
    }

    @Test
    void reservations_beyond_what_the_pool_serves_are_refused_with_figures() {
        String stated = GATEWAY.replace(
                "{deployments: [a]}", "{deployments: [a], capacity: {input_tpm: 250k, output_tpm: 50k}}");
        String second = "  night: {model: assistant, project: chat, input_tpm: 100k, output_tpm: 5k, windows: ";

        assertThat(new ConfigSource("t.yaml", stated)
                        .load(name -> null)
                        .config()
                        .reservations())
                .hasSize(1);
        assertRefused(
                stated + second + "\"22:00-06:00 UTC\"}\n",
                "ask for 300000 input and 25000 output tokens a minute, but the pool of model 'assistant' serves 250000"
                        + " and 50000");
        String apart = stated.replace("output_tpm: 20k", "output_tpm: 20k\n    windows: 06:00-22:00 UTC") + second
                + "\"22:00-06:00 UTC\"}\n";
        assertThat(new ConfigSource("t.yaml", apart).load(name -> null).config().reservations())
                .hasSize(2);
    }
}
