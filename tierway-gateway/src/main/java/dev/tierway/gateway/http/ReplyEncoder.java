package dev.tierway.gateway.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Netty's HTTP/1.1 encoder, told by its connection when the request being answered is a {@code HEAD}. */
final class ReplyEncoder extends HttpResponseEncoder {
    private boolean withoutBody;

    void withoutBody(boolean headRequest) {
        withoutBody = headRequest;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse reply) {
        return withoutBody || super.isContentAlwaysEmpty(reply);
    }
}
