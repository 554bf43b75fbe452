package dev.tierway.app.prices;

import dev.tierway.app.cli.OptionValues;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.PriceBookFile;
import dev.tierway.app.config.PriceFormats;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.time.WallClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Make a price book from litellm's price map; what it cannot express or assumes is reported.")
final class ImportPrices implements Callable<Integer> {
    private final Terminal terminal;
    private final WallClock clock;

    @Parameters(index = "0", paramLabel = "MAP", description = "The price map, a JSON file.")
    private Path map = Path.of("");

    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "Only these, separated by commas.")
    private List<String> models = List.of();

    @Option(
            names = "--effective-from",
            paramLabel = "TIME",
            description = "When the prices begin to hold: 2026-07-24 or 2026-07-24T09:00:00Z (default today).")
    private @Nullable String effectiveFrom;

    @Option(
            names = "--add-to",
            paramLabel = "BOOK",
            description = "A price book to go on from: models whose prices changed get a new version.")
    private @Nullable Path base;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write the price book (default standard output).")
    private @Nullable Path output;

    ImportPrices(Terminal terminal, WallClock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        String since = effectiveFrom == null
                ? clock.now().atOffset(ZoneOffset.UTC).toLocalDate().toString()
                : effectiveFrom;
        Instant from = OptionValues.parse("--effective-from", since, PriceFormats.MOMENT);
        ImportNotes notes = new ImportNotes();
        Map<String, ModelPrice> prices = imported(notes);
        PriceBook book = base == null ? PriceBook.EMPTY : PriceBookFile.read(ConfigSource.file(base));
        Map<String, List<PriceVersion>> versions = new LinkedHashMap<>();
        book.models().forEach(model -> versions.put(model, book.versions(model)));
        prices.forEach((model, price) -> versions.merge(
                model, List.of(new PriceVersion(model + "@" + since, from, source(), price)), ImportPrices::followed));
        write(PriceBookFile.write(checked(versions)));
        report(prices.size(), since, notes);
        return 0;
    }

    private Map<String, ModelPrice> imported(ImportNotes notes) {
        Map<String, VendorMap.Model> listed = VendorMap.read(map);
        for (String wanted : models) {
            if (!listed.containsKey(wanted)) {
                throw new UsageException(map + " has no model '" + wanted + "'; "
                        + NearestName.of(wanted, listed.keySet())
                                .map(name -> "did you mean '" + name + "'?")
                                .orElse("it has " + listed.size() + " others"));
            }
        }
        Map<String, ModelPrice> prices = new LinkedHashMap<>();
        listed.forEach((name, model) -> {
            if (models.isEmpty() || models.contains(name)) {
                try {
                    VendorImport.price(name, model, notes).ifPresent(price -> prices.put(name, price));
                } catch (IllegalArgumentException wrong) {
                    throw new UsageException(map + ": model '" + name + "': " + wrong.getMessage());
                }
            }
        });
        return prices;
    }

    /** The versions with the new one behind them, unless it changes nothing. */
    private static List<PriceVersion> followed(List<PriceVersion> versions, List<PriceVersion> next) {
        if (versions.getLast().price().equals(next.getFirst().price())) {
            return versions;
        }
        List<PriceVersion> all = new ArrayList<>(versions);
        all.addAll(next);
        return all;
    }

    private PriceBook checked(Map<String, List<PriceVersion>> versions) {
        try {
            return new PriceBook(versions);
        } catch (IllegalArgumentException contradiction) {
            throw new UsageException(contradiction.getMessage() + "; choose a later --effective-from");
        }
    }

    private String source() {
        return String.valueOf(map.getFileName());
    }

    private void write(String yaml) {
        if (output == null) {
            terminal.out().print(yaml);
            return;
        }
        try {
            Files.writeString(output, yaml, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException _) {
            throw new UsageException(output + " exists already; name another file with -o");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void report(int imported, String since, ImportNotes notes) {
        terminal.err().println(imported + " models imported, with prices from " + since + " on");
        notes.byNote().forEach((note, concerned) -> {
            terminal.err().println(note + " (" + concerned.size() + ")");
            terminal.err().println("  " + String.join(", ", concerned));
        });
    }
}
