package dev.tierway.evals.grader;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** How values of graders are written, beside the formats of all configuration. */
public final class GraderFormats {
    private static final int MOST_DIGITS = 30;

    /** A decimal number, which may be negative and may begin with its point: {@code -0.2}, {@code .5}. */
    public static final ConfigFormat<BigDecimal> DECIMAL =
            new ConfigFormat<>("a number, like 0.5 or -2", BigDecimal.ZERO, GraderFormats::decimal);

    /** From 0 to 1. */
    public static final ConfigFormat<Double> SHARE = DECIMAL.where(
                    "a number from 0 to 1, like 0.8", it -> it.signum() >= 0 && it.compareTo(BigDecimal.ONE) <= 0)
            .map(BigDecimal::doubleValue);

    /** At least 0. */
    public static final ConfigFormat<BigDecimal> TOLERANCE =
            DECIMAL.where("a number that is not negative, like 0.01", it -> it.signum() >= 0);

    private GraderFormats() {}

    /** One of {@code values}, by {@code wireName}. */
    public static <T> ConfigFormat<T> oneOf(T[] values, Function<T, String> wireName) {
        Map<String, T> byName = new TreeMap<>();
        for (T value : values) {
            byName.put(wireName.apply(value), value);
        }
        return ConfigFormats.oneOf(byName);
    }

    /** One of the constants of an enum, in lower case. */
    public static <E extends Enum<E>> ConfigFormat<E> constant(E[] values) {
        return oneOf(values, it -> it.name().toLowerCase(Locale.ROOT));
    }

    private static Optional<BigDecimal> decimal(String text) {
        boolean plain = text.length() <= MOST_DIGITS
                && text.chars().allMatch(it -> (it >= '0' && it <= '9') || it == '.' || it == '-' || it == '+');
        try {
            return plain ? Optional.of(new BigDecimal(text)) : Optional.empty();
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }
}
