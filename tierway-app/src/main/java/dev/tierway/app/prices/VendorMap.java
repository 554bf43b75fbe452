package dev.tierway.app.prices;

import dev.tierway.app.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The price map that litellm keeps, and its copies: a JSON object from model names to flat objects, with prices in US
 * dollars per token. Numbers are read from their text as exact decimals.
 */
final class VendorMap {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Parts of the names of fields that bear on what a request costs. */
    private static final Set<String> MONEY_WORDS =
            Set.of("cost", "price", "pricing", "multiplier", "uplift", "provider_specific");

    /**
     * A model as it is listed.
     *
     * @param prices fields that {@link VendorField} understands, dollars per token
     * @param otherMoney names of the other fields that bear on the cost
     * @param comment the map's own remark on the model, or empty
     */
    record Model(Map<VendorField, BigDecimal> prices, Set<String> otherMoney, String comment) {}

    private final String source;
    private final JsonParser parser;

    private VendorMap(String source, JsonParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /**
     * The models of a file, in its order.
     *
     * @throws UsageException when it is not such a map
     */
    static Map<String, Model> read(Path file) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
            return new VendorMap(file.toString(), parser).models();
        } catch (NoSuchFileException missing) {
            throw new UsageException(file + ": there is no such file");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (JacksonException malformed) {
            var at = malformed.getLocation();
            throw new UsageException(file + ":" + (at == null ? 1 : at.getLineNr()) + ": not valid JSON: "
                    + malformed.getOriginalMessage());
        }
    }

    private Map<String, Model> models() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw problem("a price map is an object from model names to prices");
        }
        Map<String, Model> models = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw problem("model '" + name + "' must be an object of prices");
            }
            models.put(name, model(name));
        }
        return models;
    }

    private Model model(String name) {
        Map<VendorField, BigDecimal> prices = new LinkedHashMap<>();
        Set<String> otherMoney = new TreeSet<>();
        String comment = "";
        for (String field = parser.nextName(); field != null; field = parser.nextName()) {
            JsonToken value = parser.nextToken();
            var understood = VendorField.parse(field);
            if (understood.isPresent() && value != JsonToken.VALUE_NULL) {
                BigDecimal price = price(name, field);
                BigDecimal earlier = prices.putIfAbsent(understood.get(), price);
                if (earlier != null && earlier.compareTo(price) != 0) {
                    otherMoney.add(field);
                }
            } else if (value != JsonToken.VALUE_NULL && MONEY_WORDS.stream().anyMatch(field::contains)) {
                otherMoney.add(field);
            } else if (field.equals("_comment") && value == JsonToken.VALUE_STRING) {
                comment = parser.getString();
            }
            parser.skipChildren();
        }
        return new Model(prices, otherMoney, comment);
    }

    private BigDecimal price(String model, String field) {
        boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
        if (!number) {
            throw problem("'" + field + "' of model '" + model + "' must be a number of dollars per token");
        }
        BigDecimal price = new BigDecimal(parser.getString());
        if (price.signum() < 0) {
            throw problem("'" + field + "' of model '" + model + "' must not be negative, not " + price);
        }
        return price;
    }

    private UsageException problem(String message) {
        return new UsageException(source + ":" + parser.currentTokenLocation().getLineNr() + ": " + message);
    }
}
