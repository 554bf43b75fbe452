package dev.tierway.app.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.Formats;
import dev.tierway.app.config.PriceBookFile;
import dev.tierway.core.pricing.Charge;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.usage.Usage;
import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bills that an independent reading of the same prices came to: {@code golden_invoices.py} beside the data. */
class GoldenInvoicesTest {
    @Test
    void every_invoice_is_right_to_the_nano_dollar(@TempDir Path dir) throws IOException {
        PriceBook book = book(dir);
        List<String> rows = Files.readAllLines(resource("golden-invoices.csv"));
        List<String> wrong = new ArrayList<>();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",", -1);
            String expected = cells[11] + "," + cells[12];
            String actual = charge(book, cells);
            if (!actual.equals(expected)) {
                wrong.add(row + " but was " + actual);
            }
        }

        assertThat(rows).hasSizeGreaterThan(1_800);
        assertThat(wrong).isEmpty();
    }

    @Test
    void the_prices_of_the_invoices_are_those_of_the_vendors() {
        Optional<Path> raw = SharedData.find("price-book/model_prices.json");
        assumeTrue(raw.isPresent(), "the vendors' price map is not there");
        Map<String, VendorMap.Model> listed = VendorMap.read(raw.get());

        VendorMap.read(resource("vendor-july.json"))
                .forEach((model, copied) -> assertThat(copied.prices())
                        .as(model)
                        .isEqualTo(Objects.requireNonNull(listed.get(model)).prices()));
    }

    @Test
    void the_whole_map_of_the_vendors_survives_writing_and_reading(@TempDir Path dir) {
        Optional<Path> raw = SharedData.find("price-book/model_prices.json");
        assumeTrue(raw.isPresent(), "the vendors' price map is not there");
        Path file = dir.resolve("prices.yaml");
        CommandLineOfPrices.run("import", raw.get(), "--effective-from", "2026-07-24", "-o", file);
        PriceBook read = PriceBookFile.read(ConfigSource.file(file));

        assertThat(read.models()).hasSizeGreaterThan(200);
        assertThat(PriceBookFile.write(read)).isEqualTo(contentOf(file));
        ImportNotes notes = new ImportNotes();
        VendorMap.read(raw.get())
                .forEach((name, model) -> VendorImport.price(name, model, notes)
                        .ifPresent(price -> assertThat(
                                        read.versions(name).getFirst().price())
                                .as(name)
                                .isEqualTo(price)));
    }

    /** The vendors' July prices, their August prices from noon of the 15th on, and our own. */
    private static PriceBook book(Path dir) {
        Path july = dir.resolve("july.yaml");
        Path august = dir.resolve("august.yaml");
        CommandLineOfPrices.run("import", resource("vendor-july.json"), "--effective-from", "2026-07-24", "-o", july);
        CommandLineOfPrices.run(
                "import",
                resource("vendor-august.json"),
                "--effective-from",
                "2026-08-15T12:00:00Z",
                "--add-to",
                july,
                "-o",
                august);
        return PriceBookFile.read(ConfigSource.file(august))
                .with(PriceBookFile.read(ConfigSource.file(resource("own-prices.yaml"))));
    }

    private static String charge(PriceBook book, String[] cells) {
        Usage usage = new Usage(
                tokens(cells, 5),
                tokens(cells, 6),
                tokens(cells, 7),
                tokens(cells, 8),
                tokens(cells, 9),
                tokens(cells, 10));
        Charge charge = book.charge(
                cells[1],
                Formats.TIER.parse(cells[2]).orElseThrow(),
                usage,
                Instant.parse(cells[3]),
                cells[4].equals("True"));
        return switch (charge) {
            case Charge.Priced priced -> priced.nanos() + "," + priced.version();
            case Charge.Unpriced unpriced -> "," + unpriced.reason().code();
        };
    }

    private static long tokens(String[] cells, int column) {
        return Long.parseLong(cells[column]);
    }

    private static String contentOf(Path file) {
        return ConfigSource.file(file).yaml();
    }

    static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenInvoicesTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
