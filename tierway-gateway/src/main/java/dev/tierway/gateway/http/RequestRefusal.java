package dev.tierway.gateway.http;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request never reaches the handler. The connection closes after the reply, since what follows on it cannot be
 * told apart from the rest of the refused request.
 *
 * @param status the reply's status, finer than the failure's kind where HTTP has one
 */
record RequestRefusal(int status, Failure failure) {
    private static final int EXPECTATION_FAILED = 417;
    private static final int TARGET_TOO_LONG = 414;
    private static final int HEADERS_TOO_LARGE = 431;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;

    /** What a well-formed head asks for that this server does not do; null for nothing. */
    static @Nullable RequestRefusal of(HttpRequest head, @Nullable RequestTarget target, long maxBodyBytes) {
        HttpHeaders headers = head.headers();
        boolean http11 = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!http11 && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return refusal(
                    VERSION_NOT_SUPPORTED,
                    "http_version",
                    "use HTTP/1.1; the request says " + head.protocolVersion().text());
        }
        if (target == null) {
            return malformed("the request target must be a path such as /v1/models, with valid percent escapes");
        }
        if (http11 && !headers.contains(HttpHeaderNames.HOST)) {
            return malformed("an HTTP/1.1 request needs a Host header");
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
            // Netty reads eight bytes of body after such a head, whatever its lengths say.
            return malformed("Sec-WebSocket-Key1 is not accepted: WebSocket is not spoken here");
        }
        String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)) {
            return refusal(NOT_IMPLEMENTED, "transfer_encoding", "the only Transfer-Encoding understood is chunked");
        }
        String expectation = headers.get(HttpHeaderNames.EXPECT);
        if (http11 && expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            return refusal(EXPECTATION_FAILED, "expectation", "the only expectation understood is 100-continue");
        }
        return HttpUtil.getContentLength(head, 0L) > maxBodyBytes ? tooLarge(maxBodyBytes) : null;
    }

    /** Bytes that are no HTTP request, or a head beyond what {@code maxHeadBytes} allows. */
    static RequestRefusal of(Throwable decodingFault, int maxHeadBytes) {
        return switch (decodingFault) {
            case TooLongHttpLineException tooLong ->
                refusal(
                        TARGET_TOO_LONG,
                        "request_line_too_long",
                        "the request line is longer than " + StrictRequestDecoder.maxRequestLine(maxHeadBytes)
                                + " bytes");
            case TooLongHttpHeaderException tooLong ->
                refusal(
                        HEADERS_TOO_LARGE,
                        "headers_too_large",
                        "the request headers are larger than " + maxHeadBytes + " bytes");
            case StrictRequestDecoder.Fault fault -> malformed(String.valueOf(fault.getMessage()));
            default ->
                malformed("the request is not well-formed HTTP/1.1: check the request line, header names and values, "
                        + "Content-Length, Transfer-Encoding and chunk sizes");
        };
    }

    static RequestRefusal tooLarge(long maxBodyBytes) {
        FailureKind kind = FailureKind.TOO_LARGE;
        return new RequestRefusal(
                kind.httpStatus(),
                Failure.of(kind, "body_too_large", "the request body is larger than " + maxBodyBytes + " bytes"));
    }

    static RequestRefusal stalled(String part) {
        FailureKind kind = FailureKind.CLIENT_TIMEOUT;
        return new RequestRefusal(
                kind.httpStatus(),
                Failure.of(kind, "request_timeout", "the request " + part + " did not arrive in time; send it again"));
    }

    static RequestRefusal tooManyConnections() {
        FailureKind kind = FailureKind.OVERLOADED;
        return new RequestRefusal(
                kind.httpStatus(),
                Failure.of(kind, "too_many_connections", "the gateway has no connection free; reuse open ones or retry")
                        .withRetryAfter(Duration.ofSeconds(1)));
    }

    private static RequestRefusal malformed(String message) {
        return refusal(FailureKind.INVALID_REQUEST.httpStatus(), "malformed_http", message);
    }

    private static RequestRefusal refusal(int status, String code, String message) {
        return new RequestRefusal(status, Failure.of(FailureKind.INVALID_REQUEST, code, message));
    }
}
