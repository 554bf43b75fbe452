package dev.tierway.gateway.http;

import dev.tierway.core.time.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/1.1 decoder without its leniencies: folded header lines, bare CR or LF, white space other than one space
 * in the request line, repeated {@code Content-Length} or {@code Host} in any HTTP version. Each ends in a request
 * whose decoder result is a failure, and nothing after it is read.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    static final int MAX_REQUEST_LINE_BYTES = 8 << 10;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final Ticker ticker;
    private boolean inBody;
    private boolean lineSeen;
    private boolean broken;
    private int lengths;
    private int hosts;
    private long lastReadNanos;
    private long firstByteNanos;

    /** A request and when its first byte came. */
    static final class ArrivedRequest extends DefaultHttpRequest {
        private final long arrivedNanos;

        private ArrivedRequest(String[] line, HttpHeadersFactory headers, long nanos) {
            super(version(line[2]), HttpMethod.valueOf(line[0]), line[1], headers);
            arrivedNanos = nanos;
        }

        /** HTTP/1.1, HTTP/1.0, or another version that is well-formed. */
        private static HttpVersion version(String text) {
            return switch (text) {
                case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
                case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
                default -> {
                    if (text.length() != 8
                            || !text.startsWith("HTTP/")
                            || text.charAt(6) != '.'
                            || !digit(text.charAt(5))
                            || !digit(text.charAt(7))) {
                        throw new Fault("the request line must end in HTTP/1.1");
                    }
                    yield new HttpVersion("HTTP", text.charAt(5) - '0', text.charAt(7) - '0', false);
                }
            };
        }

        private static boolean digit(char c) {
            return c >= '0' && c <= '9';
        }

        long arrivedNanos() {
            return arrivedNanos;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** A violation found here rather than by Netty; its message is fit for the caller. */
    static final class Fault extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private Fault(String message) {
            super(message);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** @param maxHeadBytes largest headers, and largest request line where that is less than its own limit */
    StrictRequestDecoder(int maxHeadBytes, Ticker ticker) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxRequestLine(maxHeadBytes))
                .setMaxHeaderSize(maxHeadBytes)
                .setMaxChunkSize(64 << 10)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false));
        this.ticker = ticker;
    }

    /** Bytes that a request line may have beside a head of {@code maxHeadBytes}. */
    static int maxRequestLine(int maxHeadBytes) {
        return Math.min(MAX_REQUEST_LINE_BYTES, maxHeadBytes);
    }

    /** Whether some bytes of a head have arrived, but not all. */
    boolean midHead() {
        return !inBody && (lineSeen || actualReadableBytes() > 0);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        lastReadNanos = ticker.nanos();
        if (!inBody && !midHead()) {
            firstByteNanos = lastReadNanos;
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
        if (broken) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        if (!inBody) {
            String fault = faultInHead(buffer);
            if (fault != null) {
                refuse(buffer, out, fault);
                return;
            }
        }
        int before = out.size();
        super.decode(ctx, buffer, out);
        for (int i = before; i < out.size(); i++) {
            note(out.get(i));
        }
    }

    private void note(Object decoded) {
        if (decoded instanceof HttpRequest) {
            inBody = true;
        }
        if (decoded instanceof LastHttpContent) {
            inBody = false;
            lineSeen = false;
            lengths = 0;
            hosts = 0;
            firstByteNanos = lastReadNanos;
        }
    }

    /** What is wrong with the unread part of a head, as far as whole lines of it are there; null for nothing. */
    private @Nullable String faultInHead(ByteBuf buffer) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (!lineSeen && at < end && (buffer.getByte(at) == CR || buffer.getByte(at) == LF)) {
            at++;
        }
        while (at < end) {
            byte first = buffer.getByte(at);
            if (first == ' ' || first == '\t') {
                return "a line of the request head starts with white space; folded header lines are not accepted";
            }
            if (first == CR || first == LF) {
                return null;
            }
            int lf = buffer.indexOf(at, end, LF);
            if (lf < 0) {
                return null;
            }
            int cr = buffer.indexOf(at, lf, CR);
            if (cr != lf - 1) {
                return cr < 0
                        ? "a line of the request head ends in LF without CR"
                        : "a CR stands inside a line of the request head";
            }
            if (!lineSeen && !plainRequestLine(buffer, at, cr)) {
                return "the request line must be METHOD, target and version in visible ASCII, one space between each";
            }
            lineSeen = true;
            at = lf + 1;
        }
        return null;
    }

    private static boolean plainRequestLine(ByteBuf buffer, int from, int to) {
        int spaces = 0;
        for (int i = from; i < to; i++) {
            byte b = buffer.getByte(i);
            if (b == ' ') {
                spaces++;
            } else if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return spaces == 2;
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        return new ArrivedRequest(initialLine, headersFactory, firstByteNanos);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return false;
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString name = super.splitHeaderName(line, start, length);
        if (!inBody) {
            if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name) && ++lengths > 1) {
                throw new Fault("more than one Content-Length");
            }
            if (HttpHeaderNames.HOST.contentEqualsIgnoreCase(name) && ++hosts > 1) {
                throw new Fault("more than one Host");
            }
        }
        return name;
    }

    private void refuse(ByteBuf buffer, List<Object> out, String fault) {
        broken = true;
        buffer.skipBytes(buffer.readableBytes());
        HttpMessage invalid = createInvalidMessage();
        invalid.setDecoderResult(DecoderResult.failure(new Fault(fault)));
        out.add(invalid);
    }
}
