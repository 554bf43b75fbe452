package dev.tierway.gateway.openai;

import dev.tierway.providers.spi.Slice;
import java.util.Arrays;

/** Finds byte patterns in event payloads, which are too many to parse. */
final class ByteSearch {
    private ByteSearch() {}

    /** Index in {@code text} of the first {@code pattern}, -1 when there is none. */
    static int indexOf(Slice text, byte[] pattern) {
        byte[] array = text.array();
        int last = text.offset() + text.length() - pattern.length;
        for (int at = text.offset(); at <= last; at++) {
            if (array[at] == pattern[0] && Arrays.equals(array, at, at + pattern.length, pattern, 0, pattern.length)) {
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
        if (at < 0) {
            return 0;
        }
        int index = json.offset() + at + quotedName.length;
        int end = json.offset() + json.length();
        while (index < end && (json.array()[index] == ':' || json.array()[index] == ' ')) {
            index++;
        }
        return index < end ? json.array()[index] : 0;
    }
}
