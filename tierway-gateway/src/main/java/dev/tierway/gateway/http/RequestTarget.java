package dev.tierway.gateway.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request line, taken apart.
 *
 * @param path percent-decoded, e.g. {@code /v1/models}; {@code *} for a request about the server as a whole
 * @param query what follows the question mark, not decoded; null without one
 */
record RequestTarget(String path, @Nullable String query) {

    /** Reads the origin form and the absolute form; null when {@code target} is neither. */
    static @Nullable RequestTarget parse(String target) {
        String local = target.startsWith("/") ? target : withoutAuthority(target);
        if (local == null) {
            return null;
        }
        if (local.indexOf('#') >= 0) {
            return null;
        }
        int question = local.indexOf('?');
        String path = question < 0 ? local : local.substring(0, question);
        String query = question < 0 ? null : local.substring(question + 1);
        if (path.indexOf('%') >= 0) {
            String decoded = decode(path);
            return decoded == null ? null : new RequestTarget(decoded, query);
        }
        return new RequestTarget(path, query);
    }

    private static @Nullable String withoutAuthority(String target) {
        if (target.equals("*")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme <= 0) {
            return null;
        }
        for (int i = scheme + 3; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/') {
                return target.substring(i);
            }
            if (c == '?') {
                return "/" + target.substring(i);
            }
        }
        return "/";
    }

    /** UTF-8 text of {@code path}; null when an escape is broken, the bytes are no UTF-8, or one is a control. */
    private static @Nullable String decode(String path) {
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                if (i + 2 >= path.length()) {
                    return null;
                }
                int high = Character.digit(path.charAt(i + 1), 16);
                int low = Character.digit(path.charAt(i + 2), 16);
                int value = high << 4 | low;
                if (high < 0 || low < 0 || value < ' ' || value == 0x7f) {
                    return null;
                }
                bytes[length++] = (byte) value;
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
