package dev.tierway.gateway.http;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;

/**
 * The name of a header, to be made once and kept: it is checked then, not for every reply.
 *
 * @param text a token, as RFC 9110 says
 */
public record HeaderName(String text) {
    public static final HeaderName CONTENT_TYPE = new HeaderName("content-type");
    public static final HeaderName CACHE_CONTROL = new HeaderName("cache-control");
    static final HeaderName RETRY_AFTER = new HeaderName("retry-after");
    static final HeaderName SHOULD_RETRY = new HeaderName("x-should-retry");

    public HeaderName {
        if (text.isEmpty() || HttpHeaderValidationUtil.validateToken(text) != -1) {
            throw new IllegalArgumentException("'" + text + "' cannot be the name of a header");
        }
    }
}
