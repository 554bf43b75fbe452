package dev.tierway.app.config;

import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceDefaults;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.Pricing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where prices come from.
 *
 * @param book the file that {@code listed} was read from
 * @param listed prices by the names of the price book
 * @param defaults what stands in for prices that a model alias does not list
 * @param unpriced what becomes of requests for a model without a price
 */
public record PricesConfig(
        Optional<Path> book, PriceBook listed, PriceDefaults defaults, Pricing.WithoutPrice unpriced) {
    public static final PricesConfig DEFAULTS =
            new PricesConfig(Optional.empty(), PriceBook.EMPTY, PriceDefaults.USUAL, Pricing.WithoutPrice.SERVE);

    private static final ConfigFormat<Pricing.WithoutPrice> UNPRICED =
            ConfigFormats.oneOf(Map.of("serve", Pricing.WithoutPrice.SERVE, "refuse", Pricing.WithoutPrice.REFUSE));

    static PricesConfig from(ConfigReader reader) {
        Optional<Path> book = reader.optional("book", ConfigFormats.TEXT).map(Path::of);
        return new PricesConfig(
                book,
                book.map(file -> read(file, reader)).orElse(PriceBook.EMPTY),
                reader.section("defaults", PriceBinding::defaults, DEFAULTS.defaults),
                reader.or("unpriced", UNPRICED, DEFAULTS.unpriced));
    }

    /** The versions of a model alias from the oldest to the newest; none when it has no price. */
    List<PriceVersion> versions(ModelConfig model) {
        AliasPrice price = model.price().orElseGet(() -> new AliasPrice.OfBook(model.name()));
        return switch (price) {
            case AliasPrice.Own own ->
                List.of(new PriceVersion(model.name() + "@config", Instant.MIN, "configuration", own.price()));
            case AliasPrice.OfBook ofBook -> listed.versions(ofBook.model());
        };
    }

    private static PriceBook read(Path file, ConfigReader reader) {
        try {
            return PriceBookFile.read(ConfigSource.file(file));
        } catch (ConfigException wrong) {
            reader.problems(wrong.problems());
            return PriceBook.EMPTY;
        }
    }
}
