package dev.tierway.providers.openai;

import dev.tierway.core.time.WallClock;
import dev.tierway.providers.transport.HttpReply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads from a refusal when a retry may succeed; at most an hour, whatever the backend says. */
final class RetryAfter {
    private static final double LONGEST_MILLIS = 3_600_000;

    private RetryAfter() {}

    static @Nullable Duration of(HttpReply reply, WallClock clock) {
        return of(reply::header, clock);
    }

    /**
     * @param header gives a header's value, null when absent
     */
    static @Nullable Duration of(UnaryOperator<@Nullable String> header, WallClock clock) {
        Duration exact = scaled(header.apply("retry-after-ms"), 1);
        if (exact != null) {
            return exact;
        }
        String value = header.apply("retry-after");
        Duration seconds = scaled(value, 1000);
        if (seconds != null) {
            return seconds;
        }
        if (value != null) {
            return untilDate(value, clock);
        }
        return longer(resetOf("requests", header), resetOf("tokens", header));
    }

    private static @Nullable Duration longer(@Nullable Duration a, @Nullable Duration b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** OpenAI's {@code x-ratelimit-reset-*} counts only where nothing remains. */
    private static @Nullable Duration resetOf(String what, UnaryOperator<@Nullable String> header) {
        if (!"0".equals(header.apply("x-ratelimit-remaining-" + what))) {
            return null;
        }
        String reset = header.apply("x-ratelimit-reset-" + what);
        return reset == null ? null : unitDuration(reset);
    }

    private static @Nullable Duration scaled(@Nullable String number, double millis) {
        if (number == null || number.isEmpty() || !Character.isDigit(number.charAt(0))) {
            return null;
        }
        try {
            return bounded(Double.parseDouble(number) * millis);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Duration untilDate(String date, WallClock clock) {
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            return bounded((double) Duration.between(clock.now(), at).toMillis());
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    /** Durations like {@code 6m0s}, {@code 1.5s} and {@code 120ms}. */
    static @Nullable Duration unitDuration(String text) {
        double millis = 0;
        int at = 0;
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && (Character.isDigit(text.charAt(unit)) || text.charAt(unit) == '.')) {
                unit++;
            }
            int end = unit;
            while (end < text.length() && Character.isLetter(text.charAt(end))) {
                end++;
            }
            double scale = switch (text.substring(unit, end)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1_000;
                case "ms" -> 1;
                default -> -1;
            };
            if (scale < 0 || unit == at) {
                return null;
            }
            try {
                millis += Double.parseDouble(text.substring(at, unit)) * scale;
            } catch (NumberFormatException notANumber) {
                return null;
            }
            at = end;
        }
        return text.isEmpty() ? null : bounded(millis);
    }

    private static Duration bounded(double millis) {
        return Duration.ofMillis((long) Math.clamp(Math.ceil(millis), 0, LONGEST_MILLIS));
    }
}
