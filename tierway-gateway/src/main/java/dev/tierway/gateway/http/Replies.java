package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Replies as Netty's encoder takes them. */
final class Replies {
    private Replies() {}

    /** Takes over {@code content}. */
    static FullHttpResponse whole(int status, ReplyHead head, ByteBuf content) {
        head.length(content.readableBytes());
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                content,
                head.headers(),
                EmptyHttpHeaders.INSTANCE);
    }

    static HttpResponse streamed(int status, ReplyHead head, boolean chunked) {
        if (chunked) {
            head.chunked();
        }
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), head.headers());
    }

    /** The last reply of a connection whose request was not taken. */
    static FullHttpResponse refusal(int status, Failure failure, String date) {
        ReplyHead head = new ReplyHead(ErrorBody.headers(failure));
        head.date(date);
        head.closes();
        return whole(status, head, Unpooled.wrappedBuffer(ErrorBody.json(failure)));
    }

    static FullHttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }
}
