package dev.tierway.app.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.PriceBookFile;
import dev.tierway.core.pricing.PriceVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesCommandTest {
    private static final String MAP = """
            {"big": {"input_cost_per_token": 5e-06, "output_cost_per_token": 3e-05,
                     "cache_read_input_token_cost": 5e-07, "cache_creation_input_token_cost": 6.25e-06,
                     "input_cost_per_token_above_272k_tokens": 1e-05,
                     "input_cost_per_token_priority": 1e-05, "output_cost_per_token_priority": 6e-05,
                     "input_cost_per_token_batches": 2.5e-06, "output_cost_per_token_batches": 1.5e-05,
                     "output_cost_per_reasoning_token": 3e-05,
                     "input_cost_per_audio_token": 1e-4, "max_input_tokens": 400000, "supports_vision": true,
                     "search_context_cost_per_query": {"search_context_size_high": 0.01}},
             "picture": {"output_cost_per_image": 0.04, "mode": "image_generation"},
             "odd:1": {"input_cost_per_token": 0, "output_cost_per_token": 3.625e-09, "_comment": "until spring"}}
            """;

    @TempDir
    private Path dir = Path.of("");

    private Path map = Path.of("");
    private Path book = Path.of("");

    @BeforeEach
    void write_the_map() throws IOException {
        map = Files.writeString(dir.resolve("map.json"), MAP);
        book = dir.resolve("prices.yaml");
    }

    @Test
    void an_import_is_a_price_book_and_says_what_it_left_out_and_assumed() {
        CommandLineOfPrices.Result result = CommandLineOfPrices.run("import", map);

        assertThat(result.out()).isEqualTo("""
                        version: 1
                        models:
                          big:
                            2026-07-24:
                              source: "map.json"
                              input: $5/M
                              cache_read: $0.5/M
                              cache_write_5m: $6.25/M
                              cache_write_1h: $6.25/M
                              output: $30/M
                              above:
                                272k: {input: $10/M}
                              tiers:
                                priority:
                                  input: $10/M
                                  output: $60/M
                                flex: 1
                                batch:
                                  input: $2.5/M
                                  output: $15/M
                          "odd:1":
                            2026-07-24:
                              source: "map.json"
                              input: $0/M
                              cache_read: 1
                              cache_write_5m: 1
                              cache_write_1h: 1
                              output: $0.003625/M
                              tiers:
                                priority: 1
                                flex: 1
                                batch: 1
                        """);
        assertThat(result.err())
                .startsWith("2 models imported, with prices from 2026-07-24 on\n")
                .contains("left out: 'input_cost_per_audio_token', which a price book cannot express (1)\n  big\n")
                .contains("left out: 'search_context_cost_per_query', which a price book cannot express (1)\n  big\n")
                .contains("left out: 'output_cost_per_image', which a price book cannot express (1)\n  picture\n")
                .contains(
                        "left out: the model, which has no price per input token and per output token (1)\n  picture\n")
                .contains("assumed: no price of cache_read, cache_write_5m, cache_write_1h in batch, so it is that of"
                        + " standard (1)\n  big\n")
                .contains("assumed: no price of input in priority above 272000 tokens, so it is that of standard")
                .contains("assumed: no flex price, so flex costs what standard does (2)\n  big, odd:1\n")
                .contains("check: the listed input price is zero (1)\n  odd:1\n")
                .contains("remark of the price map: until spring (1)\n  odd:1\n")
                .doesNotContain("supports_vision")
                .doesNotContain("reasoning");
    }

    @Test
    void later_prices_are_added_behind_those_of_a_book() throws IOException {
        CommandLineOfPrices.run("import", map, "-o", book);
        Files.writeString(
                map, MAP.replace("5e-06, \"output_cost_per_token\": 3e-05", "4e-06, \"output_cost_per_token\": 3e-05"));
        Path later = dir.resolve("later.yaml");
        CommandLineOfPrices.run("import", map, "--add-to", book, "--effective-from", "2026-08-15", "-o", later);

        var read = PriceBookFile.read(ConfigSource.file(later));
        assertThat(read.versions("big"))
                .extracting(PriceVersion::id)
                .containsExactly("big@2026-07-24", "big@2026-08-15");
        assertThat(read.versions("odd:1")).extracting(PriceVersion::id).containsExactly("odd:1@2026-07-24");
        assertThatThrownBy(() -> CommandLineOfPrices.run("import", map, "--add-to", book))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("choose a later --effective-from");
    }

    @Test
    void a_chosen_model_is_imported_alone_and_no_file_is_overwritten() throws IOException {
        CommandLineOfPrices.run("import", map, "--models", "big", "-o", book);

        assertThat(PriceBookFile.read(ConfigSource.file(book)).models()).containsExactly("big");
        assertThatThrownBy(() -> CommandLineOfPrices.run("import", map, "-o", book))
                .isInstanceOf(UsageException.class)
                .hasMessage(book + " exists already; name another file with -o");
        assertThatThrownBy(() -> CommandLineOfPrices.run("import", map, "--models", "bigg"))
                .isInstanceOf(UsageException.class)
                .hasMessage(map + " has no model 'bigg'; did you mean 'big'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|:1: a price map is an object from model names to prices",
                "{\"m\": 3}|:1: model 'm' must be an object of prices",
                "{\"m\": {\"input_cost_per_token\": -1e-6}}"
                        + "|:1: 'input_cost_per_token' of model 'm' must not be negative, not -0.000001",
                "{\"m\": {\"input_cost_per_token\": \"1\"}}"
                        + "|:1: 'input_cost_per_token' of model 'm' must be a number of dollars per token",
                "{\"m\": {\"input_cost_per_token\": 1e-99}}"
                        + "|model 'm': a price per token must be below 1000000000 and have at most 30 decimals",
                "{\"m\": {\"input_cost_per_token\": 1, \"input_cost_per_token\": 1}}|:1: not valid JSON: Duplicate",
                "{\"m\": {|:1: not valid JSON: Unexpected end-of-input"
            })
    void a_map_that_cannot_be_read_is_told_with_its_line(String json, String message) throws IOException {
        Files.writeString(map, json);

        assertThatThrownBy(() -> CommandLineOfPrices.run("import", map))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(map + ":")
                .hasMessageContaining(message);
    }

    @Test
    void a_map_that_is_not_there_is_told_plainly() {
        assertThatThrownBy(() -> CommandLineOfPrices.run("import", dir.resolve("no.json")))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("no.json: there is no such file");
    }

    @Test
    void tiers_that_cost_the_same_share_their_rows() {
        CommandLineOfPrices.run("import", map, "-o", book);

        assertThat(CommandLineOfPrices.run("show", "-b", book, "--models", "big")
                        .out())
                .contains("big from 2026-07-24T00:00:00Z, big@2026-07-24, map.json")
                .containsPattern("standard, flex +0 +5 +0.5 +6.25 +6.25 +30 +30\n")
                .containsPattern("standard, flex +272000 +10 +0.5 +6.25 +6.25 +30 +30\n")
                .containsPattern("priority +272000 +10 +0.5 +6.25 +6.25 +60 +60\n")
                .doesNotContain("odd:1");
        assertThat(CommandLineOfPrices.run("show", "-b", book, "--models", "odd:1", "--json")
                        .out())
                .startsWith("[{\"model\":\"odd:1\",\"version\":\"odd:1@2026-07-24\",\"from\":\"2026-07-24T00:00:00Z\","
                        + "\"source\":\"map.json\",\"tiers\":{\"standard\":[{\"above\":0,\"input\":\"0\"")
                .contains("\"output\":\"0.003625\"");
        assertThatThrownBy(() -> CommandLineOfPrices.run("show", "-b", book, "--models", "bog"))
                .hasMessage("no prices for model 'bog'; did you mean 'big'?");
        assertThatThrownBy(() -> CommandLineOfPrices.run("show"))
                .hasMessageContaining("-b")
                .hasMessageContaining("-c");
    }

    @Test
    void a_configuration_shows_what_its_aliases_cost() throws IOException {
        CommandLineOfPrices.run("import", map, "-o", book);
        Path config = Files.writeString(dir.resolve("tierway.yaml"), """
                version: 1
                deployments: {a: {provider: embedded, model: smollm2-135m-instruct}}
                projects: {shop: {keys: [tw-0123456789abcdefgh]}}
                models:
                  own: {deployments: [a], price: {input: $1/M, output: $2/M}}
                  listed: {deployments: [a], price: {book: big}}
                prices: {book: "BOOK"}
                """.replace("BOOK", book.toString()));

        assertThat(CommandLineOfPrices.run("show", "-c", config).out())
                .contains("own from the beginning, own@config, configuration")
                .contains("listed from 2026-07-24T00:00:00Z, big@2026-07-24, map.json");
        assertThat(CommandLineOfPrices.run("show", "-c", config, "--models", "own", "--json")
                        .out())
                .contains("\"from\":null");
    }

    @Test
    void a_quote_is_a_bill_line_by_line() {
        CommandLineOfPrices.run("import", map, "-o", book);

        String[] request = {
            "quote",
            "-b",
            book.toString(),
            "--model",
            "big",
            "--tier",
            "priority",
            "--input",
            "300k",
            "--cached",
            "200k",
            "--output",
            "1k"
        };
        assertThat(CommandLineOfPrices.run((Object[]) request).out()).isEqualTo("""
                        big in priority, price version big@2026-07-24
                          input                 100000 x $10/M                         $1.00
                          cache_read            200000 x $0.5/M                        $0.10
                          output                  1000 x $60/M                         $0.06
                          total                                                        $1.16
                        """);
        assertThat(CommandLineOfPrices.run("quote", "-b", book, "--model", "odd:1", "--output", "1", "--json")
                        .out())
                .isEqualTo("{\"model\":\"odd:1\",\"tier\":\"standard\",\"version\":\"odd:1@2026-07-24\","
                        + "\"nano_dollars\":4,\"lines\":[{\"kind\":\"output\",\"tokens\":1,"
                        + "\"dollars_per_million\":\"0.003625\",\"dollars\":\"0.000000003625\"}]}\n");
        assertThat(CommandLineOfPrices.run("quote", "-b", book, "--model", "big", "--tier", "reserved", "--output", "9")
                        .out())
                .contains("price version reservation")
                .contains("$0.00");
    }

    @Test
    void the_bill_of_the_documentation_is_what_its_command_prints() throws IOException {
        String documentation = Files.readString(repository("docs/pricing.md"));
        String command = documentation
                .lines()
                .filter(line -> line.startsWith("$ ./tierway prices quote"))
                .findFirst()
                .orElseThrow();
        Object[] words = command.replace("docs/examples/prices.yaml", repository("docs/examples/prices.yaml") + "")
                .substring("$ ./tierway prices ".length())
                .split(" ", -1);

        assertThat(documentation)
                .contains(command + "\n" + CommandLineOfPrices.run(words).out());
    }

    @Test
    void a_quote_that_makes_no_sense_is_refused() {
        CommandLineOfPrices.run("import", map, "-o", book);

        assertThatThrownBy(() ->
                        CommandLineOfPrices.run("quote", "-b", book, "--model", "big", "--input", "5", "--cached", "7"))
                .hasMessage("--cached, --written-5m and --written-1h are parts of --input, and add up to 2 more");
        assertThatThrownBy(() -> CommandLineOfPrices.run(
                        "quote", "-b", book, "--model", "big", "--output", "5", "--reasoning", "6"))
                .hasMessage("--reasoning is a part of --output, and is 1 more");
        assertThatThrownBy(() -> CommandLineOfPrices.run("quote", "-b", book, "--model", "big", "--tier", "gold"))
                .hasMessageContaining("--tier must be one of batch, flex, priority, reserved, standard, not 'gold'");
        assertThatThrownBy(() -> CommandLineOfPrices.run("quote", "-b", book, "--model", "big", "--at", "2026-07-23"))
                .hasMessageContaining("the first price of model 'big' holds from 2026-07-24T00:00:00Z on");
    }

    private static Path repository(String file) {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.exists(dir.resolve(file))) {
            dir = Objects.requireNonNull(dir.getParent(), "run the tests from inside the repository");
        }
        return dir.resolve(file);
    }
}
