package dev.tierway.providers.openai;

import dev.tierway.providers.transport.HttpReply;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How much of the wait for a reply's head was spent on the network. */
final class NetworkTime {
    /** OpenAI and others who speak its protocol say how long they worked before the head, in milliseconds. */
    private static final String WORKED = "openai-processing-ms";

    private static final int LONGEST = 12;

    private NetworkTime() {}

    static long nanos(HttpReply reply) {
        return reply.wire().network(worked(reply.header(WORKED)));
    }

    /** Negative when it is not told, or not as a number. */
    private static long worked(@Nullable String millis) {
        if (millis == null || millis.isEmpty() || millis.length() > LONGEST) {
            return -1;
        }
        long number = 0;
        for (int at = 0; at < millis.length(); at++) {
            int digit = millis.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return TimeUnit.MILLISECONDS.toNanos(number);
    }
}
