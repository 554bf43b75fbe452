package dev.tierway.app.prices;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TextColumns;
import dev.tierway.app.config.Formats;
import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.RateCard;
import dev.tierway.core.pricing.TokenKind;
import dev.tierway.core.tier.ServiceTier;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

@Command(name = "show", description = "Print prices in dollars per million tokens.")
final class ShowPrices implements Callable<Integer> {
    private static final List<ServiceTier> TIERS =
            List.of(ServiceTier.STANDARD, ServiceTier.PRIORITY, ServiceTier.FLEX, ServiceTier.BATCH);
    private static final int WIDTH = 16;

    private final Terminal terminal;

    @Mixin
    private BookOptions options = new BookOptions();

    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "Only these, separated by commas.")
    private List<String> models = List.of();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    ShowPrices(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PriceBook book = options.read(terminal);
        models.forEach(model -> BookOptions.checkModel(book, model));
        List<String> shown = models.isEmpty() ? List.copyOf(book.models()) : models;
        terminal.out().print(json ? json(book, shown) : table(book, shown));
        return 0;
    }

    static String perMillion(BigDecimal perToken) {
        return perToken.movePointRight(6).stripTrailingZeros().toPlainString();
    }

    private static String table(PriceBook book, List<String> models) {
        StringBuilder text = new StringBuilder("dollars per million tokens\n");
        for (String model : models) {
            for (PriceVersion version : book.versions(model)) {
                text.append('\n').append(model).append(" from ").append(moment(version.from()));
                text.append(", ").append(version.id());
                text.append(version.source().isEmpty() ? "" : ", " + version.source())
                        .append('\n');
                text.append(TextColumns.left("  tier", WIDTH * 2)).append(TextColumns.right("above", 10));
                for (TokenKind kind : TokenKind.values()) {
                    text.append(TextColumns.right(kind.key(), WIDTH));
                }
                text.append('\n');
                rows(version.price()).forEach((steps, tiers) -> steps.forEach(step -> row(text, step, tiers)));
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, RateCard.Step step, List<ServiceTier> tiers) {
        String names = tiers.stream().map(Formats::name).collect(Collectors.joining(", "));
        text.append(TextColumns.left("  " + names, WIDTH * 2)).append(TextColumns.right("" + step.above(), 10));
        for (TokenKind kind : TokenKind.values()) {
            text.append(TextColumns.right(perMillion(step.rates().of(kind)), WIDTH));
        }
        text.append('\n');
    }

    /** The steps of the tiers; tiers that cost the same share them. */
    private static Map<List<RateCard.Step>, List<ServiceTier>> rows(ModelPrice price) {
        RateCard card = RateCard.of(price);
        Map<List<RateCard.Step>, List<ServiceTier>> rows = new LinkedHashMap<>();
        TIERS.forEach(tier ->
                rows.computeIfAbsent(card.steps(tier), _ -> new ArrayList<>()).add(tier));
        return rows;
    }

    private static String moment(Instant from) {
        return from.equals(Instant.MIN) ? "the beginning" : from.toString();
    }

    private static String json(PriceBook book, List<String> models) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartArray();
            for (String model : models) {
                for (PriceVersion version : book.versions(model)) {
                    version(json, model, version);
                }
            }
            json.writeEndArray();
        }
        return text.append('\n').toString();
    }

    private static void version(JsonGenerator json, String model, PriceVersion version) {
        json.writeStartObject();
        json.writeStringProperty("model", model);
        json.writeStringProperty("version", version.id());
        if (version.from().equals(Instant.MIN)) {
            json.writeNullProperty("from");
        } else {
            json.writeStringProperty("from", version.from().toString());
        }
        json.writeStringProperty("source", version.source());
        json.writeObjectPropertyStart("tiers");
        RateCard card = RateCard.of(version.price());
        for (ServiceTier tier : TIERS) {
            json.writeArrayPropertyStart(Formats.name(tier));
            for (RateCard.Step step : card.steps(tier)) {
                json.writeStartObject();
                json.writeNumberProperty("above", step.above());
                for (TokenKind kind : TokenKind.values()) {
                    json.writeStringProperty(kind.key(), perMillion(step.rates().of(kind)));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
