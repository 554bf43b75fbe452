package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;

/** Replies as Netty's encoder takes them. Header names and values are checked: a line break in one is an error. */
final class Replies {
    private Replies() {}

    static HttpHeaders headers(Map<String, String> given) {
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        given.forEach(headers::add);
        return headers;
    }

    /** Takes over {@code content}. */
    static FullHttpResponse whole(int status, HttpHeaders headers, ByteBuf content) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content, headers, EmptyHttpHeaders.INSTANCE);
    }

    static HttpResponse streamed(int status, HttpHeaders headers, boolean chunked) {
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
    }

    /** The last reply of a connection whose request was not taken. */
    static FullHttpResponse refusal(int status, Failure failure, String date) {
        HttpHeaders headers = headers(ErrorBody.headers(failure));
        headers.set(HttpHeaderNames.DATE, date);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return whole(status, headers, Unpooled.wrappedBuffer(ErrorBody.json(failure)));
    }

    static FullHttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }
}
