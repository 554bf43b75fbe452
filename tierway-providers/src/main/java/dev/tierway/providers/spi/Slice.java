package dev.tierway.providers.spi;

import java.nio.charset.StandardCharsets;

/**
 * A view of UTF-8 bytes in a larger array; nothing is copied. Whoever hands one out says how long the array stays
 * unchanged.
 */
public record Slice(byte[] array, int offset, int length) {
    public static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }

    public static Slice utf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public Slice part(int from, int to) {
        return new Slice(array, offset + from, to - from);
    }

    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
