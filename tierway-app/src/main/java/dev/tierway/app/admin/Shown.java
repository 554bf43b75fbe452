package dev.tierway.app.admin;

import dev.tierway.app.config.Formats;
import dev.tierway.core.tier.ServiceTier;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Values of the admin API as tables show them. */
public final class Shown {
    public static final String NOTHING = "-";

    private static final int MONEY_DECIMALS = 6;
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Shown() {}

    /** The text under {@code name}, or {@link #NOTHING}. */
    public static String text(JsonNode object, String name) {
        return orNothing(object.path(name).asString(""));
    }

    /** A list of texts. */
    static String texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(it -> texts.add(it.asString()));
        return orNothing(String.join(", ", texts));
    }

    static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }

    /** An amount as {@code {"value": 0.06, "currency": "usd"}}, to a millionth of a dollar. */
    static String money(JsonNode amount) {
        JsonNode value = amount.path("value");
        return value.isNumber() ? money(value.decimalValue()) : NOTHING;
    }

    /** To a millionth of a dollar. */
    public static String money(BigDecimal dollars) {
        BigDecimal shown = dollars.setScale(MONEY_DECIMALS, RoundingMode.HALF_EVEN);
        return (shown.signum() < 0 ? "-$" : "$") + shown.abs().toPlainString();
    }

    /** {@code 0.123} as {@code 12.3%}. */
    static String percent(JsonNode share) {
        return share.isNumber()
                ? share.decimalValue()
                                .movePointRight(2)
                                .setScale(1, RoundingMode.HALF_EVEN)
                                .toPlainString() + "%"
                : NOTHING;
    }

    static String millis(JsonNode millis) {
        return millis.isNumber() ? tenths(millis) + "ms" : NOTHING;
    }

    static String tenths(JsonNode number) {
        return number.isNumber()
                ? number.decimalValue().setScale(1, RoundingMode.HALF_EVEN).toPlainString()
                : NOTHING;
    }

    /** Seconds since 1970 as a minute of UTC. */
    public static String minute(JsonNode seconds) {
        return seconds.isNumber() ? minute(seconds.longValue()) : NOTHING;
    }

    static String minute(long seconds) {
        return MINUTE.format(Instant.ofEpochSecond(seconds));
    }

    /** A wire name as people write it: {@code default} is standard. */
    static String tier(String wireName) {
        return ServiceTier.fromWire(wireName).map(Formats::name).orElse(orNothing(wireName));
    }
}
