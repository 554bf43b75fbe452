package dev.tierway.gateway.http;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The status line and headers of a reply, written out as they are gathered. Names and values are checked: a line break in
 * one is an error. Confined to one thread.
 */
final class ReplyHead {
    /** Names that were sent before, checked and ready to be followed by a value; all of them stand in code. */
    private static final ConcurrentHashMap<String, String> STARTS = new ConcurrentHashMap<>();

    private static final int USUAL_LENGTH = 1 << 10;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

    ReplyHead(int status, Map<String, String> given) {
        text.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase())
                .append("\r\n");
        given.forEach((name, value) -> {
            if (HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
                throw new IllegalArgumentException(
                        "the value of header '" + name + "' has a character that none may have");
            }
            text.append(start(name)).append(value).append("\r\n");
        });
    }

    ReplyHead date(String date) {
        text.append("date: ").append(date).append("\r\n");
        return this;
    }

    ReplyHead closes() {
        text.append("connection: close\r\n");
        return this;
    }

    ReplyHead staysOpen() {
        text.append("connection: keep-alive\r\n");
        return this;
    }

    ReplyHead length(int bytes) {
        text.append("content-length: ").append(bytes).append("\r\n");
        return this;
    }

    ReplyHead chunked() {
        text.append("transfer-encoding: chunked\r\n");
        return this;
    }

    /** All of it, with the empty line that ends a head. */
    byte[] bytes() {
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String start(String name) {
        String start = STARTS.get(name);
        return start == null ? STARTS.computeIfAbsent(name, ReplyHead::checked) : start;
    }

    private static String checked(String name) {
        if (HttpHeaderValidationUtil.validateToken(name) != -1) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a header");
        }
        return name + ": ";
    }
}
