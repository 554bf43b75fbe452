package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceDefaults;
import dev.tierway.core.pricing.PriceVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Price books in files: models, and below each its prices by the moment from which they hold. */
public final class PriceBookFile {
    private static final int VERSION = 1;

    private final String source;
    private final PriceDefaults defaults;

    private PriceBookFile(String source, PriceDefaults defaults) {
        this.source = source;
        this.defaults = defaults;
    }

    /**
     * The book in a file.
     *
     * @throws dev.tierway.core.config.ConfigException with everything that is wrong
     */
    public static PriceBook read(ConfigSource file) {
        return ConfigReader.bind(YamlTree.parse(file.name(), file.yaml()), PriceBookFile::book, _ -> List.of());
    }

    /** The text of a file from which {@link #read} gives {@code book}; every version must have an id of its model. */
    public static String write(PriceBook book) {
        return PriceBookText.of(book);
    }

    private static PriceBook book(ConfigReader reader) {
        reader.required("version", ConfigFormats.integer(VERSION, VERSION));
        PriceBookFile file = new PriceBookFile(
                reader.or("source", ConfigFormats.TEXT, ""),
                reader.section("defaults", PriceBinding::defaults, PriceDefaults.USUAL));
        return new PriceBook(reader.named("models", file::versions));
    }

    private List<PriceVersion> versions(String model, ConfigReader reader) {
        Map<String, PriceVersion> byMoment = reader.each((moment, it) -> version(model, moment, it));
        if (byMoment.isEmpty()) {
            throw new IllegalArgumentException(
                    "model '" + model + "' has no price; list one below the day it holds from, like 2026-07-24");
        }
        checkOrder(byMoment, reader);
        return new ArrayList<>(byMoment.values());
    }

    private PriceVersion version(String model, String moment, ConfigReader reader) {
        String label = reader.or("version", ConfigFormats.TEXT, moment);
        String found = reader.or("source", ConfigFormats.TEXT, source);
        ModelPrice price = PriceBinding.modelPrice(reader, defaults);
        Instant from = PriceFormats.MOMENT
                .parse(moment)
                .orElseThrow(() -> new IllegalArgumentException("prices of '" + model + "' stand below the moment they"
                        + " hold from, " + PriceFormats.MOMENT.accepts() + ", not '" + moment + "'"));
        return new PriceVersion(model + "@" + label, from, found, price);
    }

    private static void checkOrder(Map<String, PriceVersion> byMoment, ConfigReader reader) {
        Set<String> ids = new HashSet<>();
        Instant before = Instant.MIN;
        for (Map.Entry<String, PriceVersion> entry : byMoment.entrySet()) {
            PriceVersion version = entry.getValue();
            if (!version.from().isAfter(before)) {
                reader.problem(
                        entry.getKey(),
                        "the prices from " + entry.getKey()
                                + " must begin after those above them; list versions from the oldest to the newest");
            }
            if (!ids.add(version.id())) {
                reader.problem(
                        entry.getKey(),
                        "two versions are called '" + version.id() + "'; give this one another 'version'");
            }
            before = version.from();
        }
    }
}
