package dev.tierway.gateway.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The headers of a reply as they are gathered, each name once. Names and values are checked: a line break in one is an
 * error. They are written out in order and never looked up, so they are not hashed. Confined to one thread.
 */
final class ReplyHead {
    /** Names that were sent before, checked; all of them stand in code. */
    private static final ConcurrentHashMap<String, CharSequence> NAMES = new ConcurrentHashMap<>();

    /** Room for what the server adds: date, connection, length. */
    private static final int OURS = 3;

    private final List<CharSequence> namesAndValues;

    ReplyHead(Map<String, String> given) {
        namesAndValues = new ArrayList<>(2 * (given.size() + OURS));
        given.forEach((name, value) -> {
            if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
                throw new IllegalArgumentException(
                        "the value of header '" + name + "' has a character that none may have");
            }
            add(known(name), value);
        });
    }

    void date(String date) {
        add(HttpHeaderNames.DATE, date);
    }

    void closes() {
        add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }

    void staysOpen() {
        add(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }

    void length(int bytes) {
        add(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes));
    }

    void chunked() {
        add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }

    /** All of them, as Netty's encoder takes them. */
    HttpHeaders headers() {
        return new ReadOnlyHttpHeaders(false, namesAndValues.toArray(CharSequence[]::new));
    }

    private void add(CharSequence name, CharSequence value) {
        namesAndValues.add(name);
        namesAndValues.add(value);
    }

    private static CharSequence known(String name) {
        CharSequence known = NAMES.get(name);
        return known == null ? NAMES.computeIfAbsent(name, ReplyHead::checked) : known;
    }

    private static CharSequence checked(String name) {
        if (HttpHeaderValidationUtil.validateToken(name) != -1) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a header");
        }
        return AsciiString.cached(name);
    }
}
