package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.Pricing;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceConfigTest {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final Usage SOME = Usage.of(1_000, 1_000, 1_000);
    private static final String BOOK = """
            version: 1
            source: the list
            defaults: {cache_read: 0.2, tiers: {priority: 3}}
            models:
              big:
                2026-07-24: {input: $1/M, output: $2/M}
                2026-08-15T12:00:00+02:00:
                  version: august
                  source: a mail
                  input: $2/M
                  output: $4/M
                  above: {200k: {input: $3/M}}
                  tiers: {flex: {input: $1/M}, batch: 0.25}
            """;

    @TempDir
    private Path dir = Path.of("");

    @Test
    void a_price_written_with_the_alias_holds_at_all_times() {
        Pricing pricing = load(gateway(
                        "assistant",
                        ", price: {input: $0.15/M, output: $0.60/M, cache_read: 0.1, cache_write_5m: 1.25,"
                                + " tiers: {priority: 1.75, flex: 0.5, batch: 0.5}}",
                        ""))
                .pricing();

        assertThat(nanos(pricing.book(), "assistant", ServiceTier.STANDARD, Instant.EPOCH))
                .isEqualTo(765_000);
        assertThat(nanos(pricing.book(), "assistant", ServiceTier.PRIORITY, NOW))
                .isEqualTo(1_338_750);
        assertThat(pricing.book().versions("assistant"))
                .extracting(PriceVersion::id)
                .containsExactly("assistant@config");
    }

    @Test
    void configurations_are_told_apart_by_their_texts_and_their_books() throws IOException {
        String priced = gateway("big", "", "prices: {book: " + book(BOOK) + "}\n");
        String hash = load(priced).hash();

        assertThat(load(priced).hash()).isEqualTo(hash).hasSize(12);
        assertThat(load(priced + "logging: {level: warn}\n").hash()).isNotEqualTo(hash);
        book(BOOK.replace("output: $4/M", "output: $5/M"));
        assertThat(load(priced).hash()).isNotEqualTo(hash);
    }

    @Test
    void an_alias_has_the_price_of_its_own_name_or_of_the_model_it_names() throws IOException {
        String prices = "prices: {book: " + book(BOOK) + "}\n";

        assertThat(load(gateway("assistant", "", prices)).pricing().book().models())
                .isEmpty();
        assertThat(load(gateway("big", "", prices)).pricing().book().models()).containsExactly("big");
        PriceBook priced = load(gateway("assistant", ", price: {book: big}", prices))
                .pricing()
                .book();
        assertThat(priced.versions("assistant"))
                .extracting(PriceVersion::id, PriceVersion::from, PriceVersion::source)
                .containsExactly(
                        tuple("big@2026-07-24", Instant.parse("2026-07-24T00:00:00Z"), "the list"),
                        tuple("big@august", Instant.parse("2026-08-15T10:00:00Z"), "a mail"));
    }

    @Test
    void a_book_fills_what_it_does_not_list_from_its_defaults() throws IOException {
        PriceBook book = PriceBookFile.read(ConfigSource.file(book(BOOK)));

        assertThat(nanos(book, "big", ServiceTier.STANDARD, NOW)).isEqualTo(2_000_000 + 400_000 + 4_000_000);
        assertThat(nanos(book, "big", ServiceTier.PRIORITY, NOW)).isEqualTo(3 * 6_400_000);
        assertThat(nanos(book, "big", ServiceTier.FLEX, NOW)).isEqualTo(1_000_000 + 200_000 + 4_000_000);
        assertThat(nanos(book, "big", ServiceTier.BATCH, NOW)).isEqualTo(6_400_000 / 4);
    }

    @Test
    void a_book_reads_back_as_it_was_written() throws IOException {
        PriceBook read = PriceBookFile.read(ConfigSource.file(book(BOOK)));
        PriceBook again = PriceBookFile.read(new ConfigSource("again", PriceBookFile.write(read)));

        assertThat(again.versions("big")).isEqualTo(read.versions("big"));
        assertThat(PriceBookFile.read(new ConfigSource("none", PriceBookFile.write(PriceBook.EMPTY)))
                        .models())
                .isEmpty();
    }

    @Test
    void defaults_of_the_configuration_are_for_prices_in_the_configuration() {
        PriceBook book = load(gateway(
                        "assistant",
                        ", price: {input: $1/M, output: $1/M}",
                        "prices: {defaults: {cache_read: 0.5, tiers: {batch: 0.1}}}\n"))
                .pricing()
                .book();

        assertThat(nanos(book, "assistant", ServiceTier.STANDARD, NOW)).isEqualTo(2_500_000);
        assertThat(nanos(book, "assistant", ServiceTier.BATCH, NOW)).isEqualTo(250_000);
    }

    @Test
    void a_gateway_that_refuses_what_has_no_price_does_not_start_without_prices() {
        assertThat(load(gateway("assistant", "", "")).pricing())
                .isNotNull()
                .satisfies(
                        pricing -> assertThat(pricing.refusal("assistant", NOW)).isEmpty());
        assertRefused(
                gateway("assistant", "", "prices: {unpriced: refuse}\n"),
                "t.yaml:5:3: model 'assistant' has no price, so 'prices.unpriced: refuse' would refuse all its requests;"
                        + " give it a 'price', or set 'prices.unpriced' to 'serve'");
        assertThat(load(gateway("assistant", ", price: {input: $1/M, output: $1/M}", "prices: {unpriced: refuse}\n"))
                        .pricing()
                        .refusal("other", NOW))
                .isPresent();
    }

    @Test
    void references_that_lead_nowhere_are_found() throws IOException {
        assertRefused(
                gateway("assistant", ", price: {book: big}", ""),
                "t.yaml:5:41: there is no price book; name its file under 'prices.book'");
        assertRefused(
                gateway("assistant", ", price: {book: bog}", "prices: {book: " + book(BOOK) + "}\n"),
                "t.yaml:5:41: unknown model in the price book 'bog'; did you mean 'big'?");
        assertRefused(
                gateway("assistant", "", "prices: {book: " + dir.resolve("no.yaml") + "}\n"),
                dir.resolve("no.yaml") + ":1:1: there is no such file");
    }

    @Test
    void mistakes_of_a_book_are_told_with_those_of_the_configuration() throws IOException {
        Path bad = book(BOOK.replace("output: $2/M", "output: 2"));

        assertRefused(
                gateway("assistant", ", price: {input: $1/M}", "prices: {book: " + bad + ", unpriced: maybe}\n"),
                bad + ":6:39: 'output' must be a price in US dollars per million tokens, like $0.15/M, not the value"
                        + " '2'",
                "'unpriced' must be one of refuse, serve, not the value 'maybe'",
                "t.yaml:5:40: 'output' is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "input: $1/M|input: -$1/M"
                        + "|:6:25: 'input' must be a price in US dollars per million tokens, like $0.15/M, not the value",
                "input: $1/M,|input: $1/k,|'input' must be a price in US dollars per million tokens",
                "input: $1/M,||:6:17: 'input' is missing; it must be a price in US dollars per million tokens",
                "tiers: {flex|tiers: {gold: 2, flex|:13:15: unknown key 'gold'; known: priority, flex, batch",
                "tiers: {flex|tiers: {reserved: 2, flex|:13:15: unknown key 'reserved'; known: priority, flex, batch",
                "{input: $1/M}, batch|{}, batch|:13:21: lists no price; list the tier's own, or write a multiple",
                "batch: 0.25|batch: half"
                        + "|'batch' must be a multiple of the standard prices, like 0.5, or a mapping of the tier's own",
                "2026-08-15T12:00:00+02:00|2026-07-24T00:00:00Z"
                        + "|:8:7: the prices from 2026-07-24T00:00:00Z must begin after those above them; list versions",
                "2026-08-15T12:00:00+02:00|2026-07-23|the prices from 2026-07-23 must begin after those above them",
                "2026-08-15T12:00:00+02:00|2026-07-24|:7:5: '2026-07-24' is given twice; first on line 6",
                "version: august|version: 2026-07-24"
                        + "|:8:7: two versions are called 'big@2026-07-24'; give this one another 'version'",
                "2026-07-24:|next week:"
                        + "|prices of 'big' stand below the moment they hold from, a day like 2026-07-24, which begins",
                "200k: {input: $3/M}|200k: {}|:12:21: the step above '200k' lists no price",
                "200k:|many:|'many' must be a whole number above zero",
                "200k: {input: $3/M}|200k: {input: $3/M}, 200000: {input: $4/M}"
                        + "|there are two steps above 200000 tokens; put their prices into one",
                "output: $4/M|output: 4x|'output' must be a price in US dollars per million tokens",
                "cache_read: 0.2|cache_raed: 0.2|:3:12: unknown key 'cache_raed'; did you mean 'cache_read'?",
                "cache_read: 0.2|cache_read: lots"
                        + "|'cache_read' must be a price in US dollars per million tokens, like $0.15/M, or a multiple of",
                "source: a mail|above: 3|'above' must be a mapping of keys to values"
            })
    void a_book_that_cannot_be_right_is_refused(String from, String to, String message) {
        String yaml = BOOK.replace(from, to == null ? "" : to);
        assertThat(yaml).isNotEqualTo(BOOK);

        assertThatThrownBy(() -> PriceBookFile.read(new ConfigSource("book.yaml", yaml)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("book.yaml:")
                .hasMessageContaining(message);
    }

    @Test
    void a_model_without_a_price_is_refused() {
        assertThatThrownBy(() -> PriceBookFile.read(new ConfigSource("b", "version: 1\nmodels: {big: {}}")))
                .hasMessage("b:2:15: model 'big' has no price; list one below the day it holds from, like 2026-07-24");
    }

    private Path book(String yaml) throws IOException {
        return Files.writeString(dir.resolve("prices.yaml"), yaml);
    }

    private static String gateway(String alias, String price, String more) {
        return """
                version: 1
                deployments: {a: {provider: embedded, model: smollm2-135m-instruct}}
                projects: {shop: {keys: [tw-0123456789abcdefgh]}}
                models:
                """ + "  " + alias + ": {deployments: [a]" + price + "}\n" + more;
    }

    private static long nanos(PriceBook book, String model, ServiceTier served, Instant at) {
        return ((Charge.Priced) book.charge(model, served, SOME, at, false)).nanos();
    }

    private static TierwayConfig load(String yaml) {
        return new ConfigSource("t.yaml", yaml).load(name -> null).config();
    }

    private static void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> load(yaml)).isInstanceOf(ConfigException.class).hasMessageContainingAll(parts);
    }
}
