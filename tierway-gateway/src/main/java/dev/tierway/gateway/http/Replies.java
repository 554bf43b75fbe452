package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Replies that no handler writes. */
final class Replies {
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Replies() {}

    /** The last reply of a connection whose request was not taken. */
    static ByteBuf refusal(RequestRefusal refusal, String date, boolean headOnly) {
        Failure failure = refusal.failure();
        byte[] body = ErrorBody.json(failure);
        ReplyHead head = new ReplyHead(refusal.status(), ErrorBody.headers(failure))
                .date(date)
                .closes()
                .length(body.length);
        return headOnly ? Unpooled.wrappedBuffer(head.bytes()) : Unpooled.wrappedBuffer(head.bytes(), body);
    }

    /** Tells a client that waits for it to send its body. */
    static ByteBuf goOn() {
        return Unpooled.wrappedBuffer(GO_ON);
    }
}
