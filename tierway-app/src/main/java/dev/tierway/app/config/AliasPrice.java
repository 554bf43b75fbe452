package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.PriceDefaults;
import java.util.Optional;

/** What a model alias costs, as its configuration tells it. */
public sealed interface AliasPrice {
    /** Prices written out in the configuration; they hold at all times. */
    record Own(ModelPrice price) implements AliasPrice {}

    /** The prices of a model of the price book. */
    record OfBook(String model) implements AliasPrice {}

    static AliasPrice from(ConfigReader reader, PriceDefaults defaults) {
        Optional<String> model = reader.optional("book", ConfigFormats.TEXT);
        return model.isPresent() ? new OfBook(model.get()) : new Own(PriceBinding.modelPrice(reader, defaults));
    }
}
