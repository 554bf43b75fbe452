package dev.tierway.gateway.openai;

import dev.tierway.providers.spi.Slice;
import java.util.Arrays;

/** Finds byte patterns in event payloads, which are too many to parse. */
final class ByteSearch {
    private ByteSearch() {}

    /** Index in {@code text} of the first {@code pattern} of at least two bytes, -1 when there is none. */
    static int indexOf(Slice text, byte[] pattern) {
        byte[] array = text.array();
        int last = text.offset() + text.length() - pattern.length;
        for (int at = text.offset(); at <= last; at++) {
            // JSON is full of quotes: a look at the second byte spares most comparisons.
            if (array[at] == pattern[0]
                    && array[at + 1] == pattern[1]
                    && Arrays.equals(array, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at - text.offset();
            }
        }
        return -1;
    }

    /**
     * The first byte that is not blank behind {@code "name"} and its colon, 0 when the name does not stand in {@code
     * json}. A quoted name inside a JSON string has escaped quotes, so it is never mistaken for a member.
     *
     * @param quotedName the member name with its quotes
     */
    static byte valueStart(Slice json, byte[] quotedName) {
        int at = indexOf(json, quotedName);
        return at < 0 ? 0 : byteAt(json, valueIndex(json, at + quotedName.length));
    }

    /** Whether the first member {@code "name"} is an array with nothing but spaces in it. */
    static boolean emptyArray(Slice json, byte[] quotedName) {
        int at = indexOf(json, quotedName);
        if (at < 0) {
            return false;
        }
        int value = valueIndex(json, at + quotedName.length);
        return byteAt(json, value) == '[' && byteAt(json, valueIndex(json, value + 1)) == ']';
    }

    /** Index of the first byte from {@code index} on that is neither a space nor a colon. */
    private static int valueIndex(Slice json, int index) {
        int at = index;
        while (byteAt(json, at) == ':' || byteAt(json, at) == ' ') {
            at++;
        }
        return at;
    }

    /** 0 behind the end. */
    private static byte byteAt(Slice json, int index) {
        return index < json.length() ? json.array()[json.offset() + index] : 0;
    }
}
