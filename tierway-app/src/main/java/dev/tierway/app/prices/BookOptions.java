package dev.tierway.app.prices;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.UsageException;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.PriceBookFile;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.pricing.PriceBook;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which prices a command is about. */
final class BookOptions {
    @Option(
            names = {"-b", "--book"},
            paramLabel = "FILE",
            description = "A price book.")
    private @Nullable Path book;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A configuration, whose model aliases are priced.")
    private @Nullable Path config;

    PriceBook read(Terminal terminal) {
        if (book != null && config == null) {
            return PriceBookFile.read(ConfigSource.file(book));
        }
        if (config != null && book == null) {
            return ConfigSource.file(config)
                    .load(terminal.environment()::get)
                    .config()
                    .pricing()
                    .book();
        }
        throw new UsageException("name either a price book with -b or a configuration with -c");
    }

    static void checkModel(PriceBook book, String model) {
        if (!book.models().contains(model)) {
            throw new UsageException("no prices for model '" + model + "'; " + NearestName.hint(model, book.models()));
        }
    }
}
