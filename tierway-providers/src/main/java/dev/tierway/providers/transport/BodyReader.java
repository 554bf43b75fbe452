package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.util.Arrays;

/** A response body as a window over decoded bytes that grows at its end and is consumed at its start. */
final class BodyReader {
    private final ReadBuffer buffer;
    private final ReadBuffer.Source source;
    private final BodyFraming framing;

    BodyReader(ReadBuffer buffer, ReadBuffer.Source source, BodyFraming framing) throws IOException {
        this.buffer = buffer;
        this.source = source;
        this.framing = framing;
        buffer.end = framing.decode(buffer.bytes, buffer.start, buffer.end);
    }

    byte[] bytes() {
        return buffer.bytes;
    }

    int start() {
        return buffer.start;
    }

    int end() {
        return buffer.end;
    }

    void consume(int count) {
        buffer.consume(count);
    }

    /** Everything was received; the window may still hold some of it. */
    boolean done() {
        return framing.done();
    }

    boolean surplus() {
        return framing.surplus();
    }

    /** Whether the end of the body is told by the connection's end alone. */
    boolean endsWithConnection() {
        return framing instanceof BodyFraming.UntilClose;
    }

    /**
     * Waits for more of the body. The window may move in its array.
     *
     * @param limit most bytes the window may hold
     * @return false when the body has ended
     */
    boolean fill(int limit, String what) throws IOException {
        int before = buffer.length();
        while (!framing.done()) {
            int count = buffer.fill(source, limit, what);
            if (count < 0) {
                framing.endOfInput();
                return false;
            }
            buffer.end = framing.decode(buffer.bytes, buffer.end, buffer.end + count);
            if (buffer.length() > before) {
                return true;
            }
        }
        return false;
    }

    /** The rest of the body in an array of its own. */
    Slice readAll(int limit) throws IOException {
        if (framing instanceof BodyFraming.Fixed fixed) {
            return readFixed(fixed, limit);
        }
        while (fill(limit, "the response body")) {
            // The window holds all of it.
        }
        if (buffer.length() > limit) {
            throw new TooLargeException("the response body", limit);
        }
        Slice body = Slice.of(Arrays.copyOfRange(buffer.bytes, buffer.start, buffer.end));
        buffer.consume(buffer.length());
        return body;
    }

    private Slice readFixed(BodyFraming.Fixed fixed, int limit) throws IOException {
        int held = buffer.length();
        if (held + fixed.remaining() > limit) {
            throw new TooLargeException("the response body", limit);
        }
        byte[] whole = new byte[held + (int) fixed.remaining()];
        System.arraycopy(buffer.bytes, buffer.start, whole, 0, held);
        buffer.consume(held);
        int end = held;
        while (!fixed.done()) {
            int count = source.read(whole, end, whole.length - end);
            if (count < 0) {
                fixed.endOfInput();
            }
            end = fixed.decode(whole, end, end + count);
        }
        return Slice.of(whole);
    }
}
