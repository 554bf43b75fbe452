package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Slice;
import java.util.List;
import java.util.Map;

/**
 * A request to a backend. {@code Host}, {@code Content-Length} and {@code Accept-Encoding} are added on sending.
 *
 * @param path behind the origin's base path, e.g. {@code /chat/completions}
 * @param headers names and values that hold no line breaks
 * @param body parts written in order; unchanged until the exchange has ended
 * @param deadlineNanos on the transport's ticker: no phase goes past it
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, String> headers,
        List<Slice> body,
        Timeouts timeouts,
        long deadlineNanos) {

    public static HttpRequest get(String path, Map<String, String> headers, Timeouts timeouts, long deadlineNanos) {
        return new HttpRequest("GET", path, headers, List.of(), timeouts, deadlineNanos);
    }

    public static HttpRequest post(
            String path, Map<String, String> headers, List<Slice> body, Timeouts timeouts, long deadlineNanos) {
        return new HttpRequest("POST", path, headers, body, timeouts, deadlineNanos);
    }
}
