package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The bytes a mock upstream sends, rendered once per size. Confined to one event loop. */
final class MockReplies {
    /** Stands before the time an event was due, on the clock of {@link System#nanoTime}, in {@link #TIME_DIGITS} digits. */
    static final String TIME_MARK = "t=";

    static final int TIME_DIGITS = 19;

    static final byte[] STREAM_HEAD = ascii("""
            HTTP/1.1 200 OK
            Content-Type: text/event-stream
            Transfer-Encoding: chunked

            """.replace("\n", "\r\n"));

    static final byte[] STREAM_END = chunk(
            "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1,\"model\":\"mock\",\"choices\":[],\"usage\":{\"prompt_tokens\":8,"
                    + "\"completion_tokens\":8,\"total_tokens\":16}}\n\ndata: [DONE]\n\n",
            "0\r\n\r\n");

    private static final String EVENT_HEAD = "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1,\"model\":\"mock\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + TIME_MARK;
    private static final String EVENT_TAIL = "\"},\"finish_reason\":null}]}\n\n";

    private final Map<Integer, byte[]> events = new HashMap<>();
    private final Map<Integer, byte[]> wholes = new HashMap<>();

    /** Appends one event that was due at {@code dueNanos}. */
    void event(ByteBuf out, int bytes, long dueNanos) {
        byte[] event = events.computeIfAbsent(bytes, MockReplies::renderEvent);
        int time = out.writerIndex() + timeOffset(event);
        out.writeBytes(event);
        long rest = dueNanos;
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            out.setByte(time + digit, (int) ('0' + rest % 10));
            rest /= 10;
        }
    }

    byte[] whole(int bytes) {
        return wholes.computeIfAbsent(bytes, MockReplies::renderWhole);
    }

    static byte[] plain(String text) {
        return ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private static int timeOffset(byte[] event) {
        int sizeLine = 0;
        while (event[sizeLine] != '\n') {
            sizeLine++;
        }
        return sizeLine + 1 + EVENT_HEAD.length();
    }

    private static byte[] renderEvent(int bytes) {
        int padding = Math.max(0, bytes - EVENT_HEAD.length() - TIME_DIGITS - EVENT_TAIL.length());
        return chunk(EVENT_HEAD + "0".repeat(TIME_DIGITS) + " ".repeat(padding) + EVENT_TAIL, "");
    }

    private static byte[] renderWhole(int bytes) {
        String body = "{\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"mock\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + "x".repeat(bytes)
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":8,"
                + "\"total_tokens\":16}}";
        return ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static byte[] chunk(String data, String after) {
        return ascii(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n" + after);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
