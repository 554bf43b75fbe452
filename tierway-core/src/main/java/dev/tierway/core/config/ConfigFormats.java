package dev.tierway.core.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The formats of configuration values. Quantities carry their unit; numbers are decimal and exact, never negative, and
 * one that would have to be rounded is refused.
 */
public final class ConfigFormats {
    /** Text that is not blank. */
    public static final ConfigFormat<String> TEXT = new ConfigFormat<>(
            "text that is not empty", "", text -> Optional.of(text).filter(it -> !it.isBlank()));

    public static final ConfigFormat<Boolean> FLAG = oneOf(Map.of("true", true, "false", false));

    /** A span of time: {@code 250us}, {@code 500ms}, {@code 5s}, {@code 15m}, {@code 1h}, {@code 7d}; exact to 1 ns. */
    public static final ConfigFormat<Duration> DURATION = quantity(
                    "a duration with a unit us, ms, s, m, h or d, like 500ms or 15m",
                    Map.of(
                            "us", 1_000L,
                            "ms", 1_000_000L,
                            "s", 1_000_000_000L,
                            "m", 60_000_000_000L,
                            "h", 3_600_000_000_000L,
                            "d", 86_400_000_000_000L))
            .map(Duration::ofNanos);

    /** Bytes, binary or decimal: {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}, {@code 1kB}, {@code 1MB}. */
    public static final ConfigFormat<Long> SIZE = quantity(
            "a size with a unit B, KiB, MiB, GiB, kB, MB or GB, like 1MiB",
            Map.of(
                    "B", 1L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30,
                    "kB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L));

    /** A whole number, in thousands with {@code k} and millions with {@code M}: {@code 128}, {@code 200k}, {@code 1.5M}. */
    public static final ConfigFormat<Long> COUNT = quantity(
            "a whole number, optionally with k (thousand) or M (million), like 200k",
            Map.of("", 1L, "k", 1_000L, "M", 1_000_000L));

    /** A share from {@code 0%} to {@code 100%}, as a fraction. */
    public static final ConfigFormat<Double> PERCENT = new ConfigFormat<>(
            "a percentage from 0% to 100%, like 5%",
            0.0,
            text -> suffixed(text, "%")
                    .filter(percent -> percent.compareTo(BigDecimal.valueOf(100)) <= 0)
                    .map(percent -> percent.movePointLeft(2).doubleValue()));

    /** A number without a unit that may have decimals, like {@code 1.75}. */
    public static final ConfigFormat<BigDecimal> NUMBER =
            new ConfigFormat<>("a number, like 1.75", BigDecimal.ZERO, ConfigFormats::decimal);

    /** An amount of US dollars, exact: {@code $500}. */
    public static final ConfigFormat<BigDecimal> MONEY = new ConfigFormat<>(
            "an amount in US dollars, like $500",
            BigDecimal.ZERO,
            text -> prefixed(text, "$").flatMap(ConfigFormats::decimal));

    /** A price in US dollars for one token, exact; written for a million of them: {@code $0.15/M}. */
    public static final ConfigFormat<BigDecimal> TOKEN_PRICE = new ConfigFormat<>(
            "a price in US dollars per million tokens, like $0.15/M",
            BigDecimal.ZERO,
            text -> prefixed(text, "$")
                    .flatMap(amount -> suffixed(amount, "/M"))
                    .map(price -> price.movePointLeft(6)));

    private ConfigFormats() {}

    /** A whole number from {@code least} to {@code most}, as {@link #COUNT} is written. */
    public static ConfigFormat<Integer> integer(int least, int most) {
        ConfigFormat<Long> inRange =
                COUNT.where("a whole number from " + least + " to " + most, count -> count >= least && count <= most);
        return new ConfigFormat<>(
                inRange.accepts(), least, text -> inRange.parse(text).map(Math::toIntExact));
    }

    /** One of a few names. */
    public static <T> ConfigFormat<T> oneOf(Map<String, T> byName) {
        String names = String.join(", ", byName.keySet().stream().sorted().toList());
        return new ConfigFormat<>(
                "one of " + names, byName.values().iterator().next(), text -> Optional.ofNullable(byName.get(text)));
    }

    private static ConfigFormat<Long> quantity(String accepts, Map<String, Long> unitSizes) {
        return new ConfigFormat<>(accepts, 0L, text -> {
            int unitStart = 0;
            while (unitStart < text.length() && isNumeric(text.charAt(unitStart))) {
                unitStart++;
            }
            Long unit = unitSizes.get(text.substring(unitStart));
            if (unit == null) {
                return Optional.empty();
            }
            return decimal(text.substring(0, unitStart)).flatMap(number -> wholeLong(number, unit));
        });
    }

    private static Optional<Long> wholeLong(BigDecimal number, long unit) {
        try {
            return Optional.of(number.multiply(BigDecimal.valueOf(unit)).longValueExact());
        } catch (ArithmeticException fractionOrOverflow) {
            return Optional.empty();
        }
    }

    private static Optional<String> prefixed(String text, String prefix) {
        return text.startsWith(prefix) ? Optional.of(text.substring(prefix.length())) : Optional.empty();
    }

    private static Optional<BigDecimal> suffixed(String text, String suffix) {
        return text.endsWith(suffix) ? decimal(text.substring(0, text.length() - suffix.length())) : Optional.empty();
    }

    /** Digits with at most one point between them: no sign, exponent, blank or grouping. At most 30 characters. */
    private static Optional<BigDecimal> decimal(String text) {
        boolean plain = !text.isEmpty()
                && text.length() <= 30
                && text.chars().allMatch(ConfigFormats::isNumeric)
                && isDigit(text.charAt(0))
                && isDigit(text.charAt(text.length() - 1))
                && text.indexOf('.') == text.lastIndexOf('.');
        return plain ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static boolean isNumeric(int character) {
        return isDigit(character) || character == '.';
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }
}
