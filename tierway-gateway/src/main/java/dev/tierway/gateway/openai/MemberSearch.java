package dev.tierway.gateway.openai;

import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds a member by its name in JSON payloads, which are too many to parse. A quoted name inside a JSON string has escaped
 * quotes, so it is never mistaken for a member. Immutable.
 *
 * <p>Looks at one byte in as many as the name has, mostly (Horspool 1980, Practical fast searching in strings).
 */
final class MemberSearch {
    private static final int BYTES = 256;

    private final byte[] quoted;

    /** For every byte under the last of the name: how far on the name may begin to fit again. */
    private final int[] shifts = new int[BYTES];

    /** @param name without its quotes */
    MemberSearch(String name) {
        quoted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
        Arrays.fill(shifts, quoted.length);
        for (int i = 0; i < quoted.length - 1; i++) {
            shifts[quoted[i] & 0xff] = quoted.length - 1 - i;
        }
    }

    boolean foundIn(Slice json) {
        return indexIn(json) >= 0;
    }

    /** The first byte that is not blank behind the name and its colon, 0 when the name does not stand in {@code json}. */
    byte valueStart(Slice json) {
        int at = indexIn(json);
        return at < 0 ? 0 : byteAt(json, valueIndex(json, at + quoted.length));
    }

    /** Whether the first member of this name is an array with nothing but spaces in it. */
    boolean isEmptyArrayIn(Slice json) {
        int at = indexIn(json);
        if (at < 0) {
            return false;
        }
        int value = valueIndex(json, at + quoted.length);
        return byteAt(json, value) == '[' && byteAt(json, valueIndex(json, value + 1)) == ']';
    }

    /** Index of the first place where the name stands, -1 when there is none. */
    private int indexIn(Slice json) {
        byte[] text = json.array();
        int end = json.offset() + json.length();
        int last = quoted.length - 1;
        for (int at = json.offset() + last; at < end; at += shifts[text[at] & 0xff]) {
            if (text[at] == '"' && Arrays.equals(text, at - last, at + 1, quoted, 0, quoted.length)) {
                return at - last - json.offset();
            }
        }
        return -1;
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
