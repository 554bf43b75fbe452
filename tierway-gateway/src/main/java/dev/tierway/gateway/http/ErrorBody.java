package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure as OpenAI's clients read it: {@code {"error":{"message","type","param","code"}}} and the headers beside it.
 *
 * <p>Any text renders: control characters are escaped and unpaired surrogates become U+FFFD.
 */
public final class ErrorBody {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private ErrorBody() {}

    /** The body in UTF-8. */
    public static byte[] json(Failure failure) {
        StringBuilder out = new StringBuilder(128 + failure.message().length());
        out.append("{\"error\":{\"message\":");
        quote(out, failure.message());
        out.append(",\"type\":");
        quote(out, failure.kind().type());
        out.append(",\"param\":");
        quote(out, failure.param());
        out.append(",\"code\":");
        quote(out, failure.code());
        return out.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@code Content-Type}; {@code Retry-After} in seconds, rounded up, when a wait is predicted; and {@code x-should-retry:
     * false}, which OpenAI's clients heed, on a 429 that a retry will not mend.
     */
    public static Headers headers(Failure failure) {
        Headers.Builder headers = new Headers.Builder().add(Headers.JSON);
        Duration wait = failure.retryAfter();
        if (wait != null) {
            headers.add(HeaderName.RETRY_AFTER, Long.toString(secondsRoundedUp(wait)));
        }
        if (failure.kind() == FailureKind.BUDGET_EXHAUSTED) {
            headers.add(HeaderName.SHOULD_RETRY, "false");
        }
        return headers.build();
    }

    private static long secondsRoundedUp(Duration wait) {
        return wait.isNegative() ? 0 : wait.getSeconds() + (wait.getNano() > 0 ? 1 : 0);
    }

    private static void quote(StringBuilder out, @Nullable String text) {
        if (text == null) {
            out.append("null");
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else {
                        out.append(unpairedSurrogate(text, i) ? REPLACEMENT : c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean unpairedSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
