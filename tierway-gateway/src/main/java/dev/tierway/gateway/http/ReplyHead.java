package dev.tierway.gateway.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** The status line and headers of a reply, written out as they are gathered. Confined to one thread. */
final class ReplyHead {
    private static final int USUAL_LENGTH = 1 << 10;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);

    ReplyHead(int status, Headers headers) {
        text.append("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(HttpResponseStatus.valueOf(status).reasonPhrase())
                .append("\r\n");
        headers.forEach((name, value) ->
                text.append(name.text()).append(": ").append(value).append("\r\n"));
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
}
