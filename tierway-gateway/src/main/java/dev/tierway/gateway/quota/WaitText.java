package dev.tierway.gateway.quota;

import java.time.Duration;

/** A wait as OpenAI's rate-limit headers write it: {@code 17ms}, {@code 1s}, {@code 6m0s}, {@code 1h0m2.5s}. */
final class WaitText {
    private WaitText() {}

    /** Rounded up to a millisecond. */
    static String of(Duration wait) {
        long millis = wait.plusNanos(999_999).toMillis();
        if (millis <= 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        StringBuilder text = new StringBuilder(16);
        long hours = millis / 3_600_000;
        long minutes = millis / 60_000 % 60;
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            text.append(minutes).append('m');
        }
        text.append(millis / 1000 % 60);
        long fraction = millis % 1000;
        if (fraction > 0) {
            int end = text.append('.').append(1000 + fraction).length();
            text.deleteCharAt(end - 4);
            while (text.charAt(text.length() - 1) == '0') {
                text.setLength(text.length() - 1);
            }
        }
        return text.append('s').toString();
    }
}
