package dev.tierway.app.config;

import dev.tierway.core.pricing.ModelPrice;
import dev.tierway.core.pricing.Price;
import dev.tierway.core.pricing.PriceBook;
import dev.tierway.core.pricing.PriceSheet;
import dev.tierway.core.pricing.PriceVersion;
import dev.tierway.core.pricing.TierPrice;
import dev.tierway.core.pricing.TokenKind;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Collectors;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes price books so that {@link PriceBookFile#read} gives them back. Nothing is left to defaults. */
final class PriceBookText {
    private final StringBuilder text = new StringBuilder("version: 1\nmodels:\n");

    private PriceBookText() {}

    static String of(PriceBook book) {
        PriceBookText written = new PriceBookText();
        if (book.models().isEmpty()) {
            return "version: 1\nmodels: {}\n";
        }
        for (String model : book.models()) {
            written.text.append("  ").append(name(model)).append(":\n");
            book.versions(model).forEach(version -> written.version(model, version));
        }
        return written.text.toString();
    }

    private void version(String model, PriceVersion version) {
        String moment = moment(version.from());
        line(2, moment + ":");
        if (!version.id().equals(model + "@" + moment)) {
            String label =
                    version.id().startsWith(model + "@") ? version.id().substring(model.length() + 1) : version.id();
            line(3, "version: " + quoted(label));
        }
        if (!version.source().isBlank()) {
            line(3, "source: " + quoted(version.source()));
        }
        ModelPrice price = version.price();
        price.standard().prices().forEach((kind, listed) -> line(3, kind.key() + ": " + price(listed)));
        steps(3, price.standard().above());
        line(3, "tiers:");
        price.tiers().forEach((tier, listed) -> {
            switch (listed) {
                case TierPrice.Times times ->
                    line(4, Formats.name(tier) + ": " + times.factor().toPlainString());
                case PriceSheet sheet -> {
                    line(4, Formats.name(tier) + ":");
                    sheet.prices().forEach((kind, own) -> line(5, kind.key() + ": " + price(own)));
                    steps(5, sheet.above());
                }
            }
        });
    }

    private void steps(int depth, NavigableMap<Long, Map<TokenKind, Price>> above) {
        if (!above.isEmpty()) {
            line(depth, "above:");
            above.forEach((tokens, prices) -> line(
                    depth + 1,
                    count(tokens) + ": "
                            + prices.entrySet().stream()
                                    .map(it -> it.getKey().key() + ": " + price(it.getValue()))
                                    .collect(Collectors.joining(", ", "{", "}"))));
        }
    }

    private static String price(Price price) {
        return switch (price) {
            case Price.PerToken own -> "$" + own.dollarsPerMillion().toPlainString() + "/M";
            case Price.OfInput multiple -> multiple.factor().toPlainString();
        };
    }

    private static String count(long tokens) {
        return tokens % 1_000 == 0 ? tokens / 1_000 + "k" : Long.toString(tokens);
    }

    private static String moment(Instant from) {
        OffsetDateTime utc = from.atOffset(ZoneOffset.UTC);
        return utc.toLocalTime().equals(LocalTime.MIDNIGHT) ? utc.toLocalDate().toString() : from.toString();
    }

    private static String name(String model) {
        boolean plain = !model.isEmpty()
                && Character.isLetter(model.charAt(0))
                && !model.equalsIgnoreCase("null")
                && model.chars()
                        .allMatch(it -> (it >= 'a' && it <= 'z')
                                || (it >= 'A' && it <= 'Z')
                                || (it >= '0' && it <= '9')
                                || "._/-".indexOf(it) >= 0);
        return plain ? model : quoted(model);
    }

    /** A JSON string is one in YAML too. */
    private static String quoted(String value) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(value)) + '"';
    }

    private void line(int depth, String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }
}
