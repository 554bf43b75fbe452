package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (WHATWG HTML, section 9.2) read incrementally from a response body. Payloads are views of the read
 * buffer; several {@code data} lines of one event are joined in place. Confined to one thread.
 */
public final class SseReader {
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final BodyReader body;
    private final int maxEventBytes;

    // All positions are relative to the start of the body's window, which moves when it is filled.
    private int scanned;
    private int lineStart;
    private int dataStart = -1;
    private int dataEnd;
    private int handedOut;
    private boolean afterCarriageReturn;
    private boolean atStreamStart = true;
    private boolean complete;
    private String name = "";
    private String pendingName = "";

    SseReader(BodyReader body, int maxEventBytes) {
        this.body = body;
        this.maxEventBytes = maxEventBytes;
    }

    /** The data of the next event, valid until the next call; null at the end of the body. Blocks. */
    public @Nullable Slice next() throws IOException {
        forgetHandedOut();
        while (!parse()) {
            if (!body.fill(maxEventBytes, "a server-sent event")) {
                requireNothingPending();
                return null;
            }
        }
        Slice event = new Slice(body.bytes(), body.start() + dataStart, dataEnd - dataStart);
        name = pendingName;
        pendingName = "";
        complete = false;
        dataStart = -1;
        handedOut = lineStart;
        return event;
    }

    /** The {@code event} field of the event that {@link #next} gave last, empty when it had none. */
    public String name() {
        return name;
    }

    /** Whether {@link #next} would return without waiting. */
    public boolean ready() {
        return parse() || body.done();
    }

    /** Whether a body that has ended ended by framing, so that nothing can be missing. */
    public boolean endIsCertain() {
        return !body.endsWithConnection();
    }

    private void forgetHandedOut() {
        body.consume(handedOut);
        scanned -= handedOut;
        lineStart -= handedOut;
        if (dataStart >= 0) {
            dataStart -= handedOut;
            dataEnd -= handedOut;
        }
        handedOut = 0;
    }

    private void requireNothingPending() throws ProtocolException {
        if (dataStart >= 0 || lineStart < body.end() - body.start()) {
            throw new ProtocolException("the stream ended inside an event");
        }
    }

    /** Takes whole lines from the window until an event is complete. */
    private boolean parse() {
        byte[] b = body.bytes();
        int base = body.start();
        int limit = body.end() - base;
        while (!complete && scanned < limit) {
            byte c = b[base + scanned];
            if (c != '\n' && c != '\r') {
                scanned++;
            } else if (c == '\n' && afterCarriageReturn && scanned == lineStart) {
                afterCarriageReturn = false;
                lineStart = ++scanned;
            } else {
                takeLine(b, base);
                afterCarriageReturn = c == '\r';
                lineStart = ++scanned;
            }
        }
        return complete;
    }

    private void takeLine(byte[] b, int base) {
        int from = base + lineStart;
        int to = base + scanned;
        if (atStreamStart) {
            atStreamStart = false;
            if (startsWith(b, from, to, BOM)) {
                from += BOM.length;
            }
        }
        if (from == to) {
            complete = dataStart >= 0;
            if (!complete) {
                pendingName = "";
            }
            return;
        }
        switch (b[from]) {
            case 'd' -> {
                int value = valueOf("data", b, from, to);
                if (value >= 0) {
                    addData(b, base, value, to);
                }
            }
            case 'e' -> {
                int value = valueOf("event", b, from, to);
                if (value >= 0) {
                    pendingName = new String(b, value, to - value, StandardCharsets.UTF_8);
                }
            }
            default -> {
                // A comment, an id, a retry hint, or a field nobody knows.
            }
        }
    }

    /** Index of the value when the line's field is {@code field}, else -1. */
    private static int valueOf(String field, byte[] b, int from, int to) {
        int length = field.length();
        if (to - from < length) {
            return -1;
        }
        for (int at = 0; at < length; at++) {
            if (b[from + at] != field.charAt(at)) {
                return -1;
            }
        }
        int colon = from + length;
        if (colon == to) {
            return to;
        }
        if (b[colon] != ':') {
            return -1;
        }
        return colon + 1 < to && b[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    private void addData(byte[] b, int base, int from, int to) {
        if (dataStart < 0) {
            dataStart = from - base;
            dataEnd = to - base;
            return;
        }
        b[base + dataEnd++] = '\n';
        System.arraycopy(b, from, b, base + dataEnd, to - from);
        dataEnd += to - from;
    }

    private static boolean startsWith(byte[] b, int from, int to, byte[] prefix) {
        return Arrays.equals(b, from, Math.min(to, from + prefix.length), prefix, 0, prefix.length);
    }
}
