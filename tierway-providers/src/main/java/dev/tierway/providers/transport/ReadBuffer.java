package dev.tierway.providers.transport;

import java.io.IOException;
import java.util.Arrays;

/** Bytes read and not yet used: {@code bytes[start, end)}. Confined to the thread that owns the connection. */
final class ReadBuffer {
    /** Enough for most heads and events; 8,000 held streams take 32 MB. */
    static final int INITIAL = 4096;

    private static final int KEPT = 64 * 1024;

    @FunctionalInterface
    interface Source {
        /** Reads at least one byte; -1 at the end. */
        int read(byte[] into, int offset, int length) throws IOException;
    }

    byte[] bytes = new byte[INITIAL];
    int start;
    int end;

    int length() {
        return end - start;
    }

    void consume(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    /**
     * Reads once behind {@code end} without moving it, making room first: earlier positions shift by the change of
     * {@code start}.
     *
     * @param limit most bytes to hold
     * @return bytes read, -1 at the end
     */
    int fill(Source source, int limit, String what) throws IOException {
        if (end == bytes.length) {
            makeRoom(limit, what);
        }
        return source.read(bytes, end, bytes.length - end);
    }

    private void makeRoom(int limit, String what) throws TooLargeException {
        int held = length();
        if (held >= limit) {
            throw new TooLargeException(what, limit);
        }
        byte[] target = held > bytes.length / 2 && bytes.length < limit
                ? new byte[(int) Math.min(bytes.length * 2L, limit)]
                : bytes;
        System.arraycopy(bytes, start, target, 0, held);
        bytes = target;
        start = 0;
        end = held;
    }

    /** Forgets everything and gives back what an unusually large response took. */
    void reset() {
        start = 0;
        end = 0;
        if (bytes.length > KEPT) {
            bytes = Arrays.copyOf(bytes, INITIAL);
        }
    }
}
