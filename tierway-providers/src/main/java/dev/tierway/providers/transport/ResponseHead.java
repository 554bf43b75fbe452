package dev.tierway.providers.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Status line and headers of a response, as bytes; values are decoded when asked for.
 *
 * <p>Parsing is strict: lines end in CRLF, no folding, no blanks before a colon, no control characters, at most
 * {@link #MAX_BYTES} and {@link #MAX_HEADERS}.
 */
final class ResponseHead {
    static final int MAX_BYTES = 32 * 1024;
    static final int MAX_HEADERS = 128;

    private final byte[] bytes;
    private final int minorVersion;
    private final int status;
    /** Pairs of line start and index of the colon; the line ends where the next starts, less CRLF. */
    private final int[] lines;

    private final int headers;

    private ResponseHead(byte[] bytes) throws ProtocolException {
        this.bytes = bytes;
        int lineEnd = endOfLine(0);
        if (!startsWith("HTTP/1.") || lineEnd < 12 || bytes[8] != ' ' || (lineEnd > 12 && bytes[12] != ' ')) {
            throw new ProtocolException("the status line is not HTTP/1.x");
        }
        this.minorVersion = digit(7);
        this.status = digit(9) * 100 + digit(10) * 10 + digit(11);
        int[] spans = new int[32];
        int count = 0;
        int at = lineEnd + 2;
        while (bytes[at] != '\r') {
            int end = endOfLine(at);
            if (count == MAX_HEADERS) {
                throw new ProtocolException("more than " + MAX_HEADERS + " headers");
            }
            if (count * 2 == spans.length) {
                spans = Arrays.copyOf(spans, spans.length * 2);
            }
            spans[count * 2] = at;
            spans[count * 2 + 1] = colon(at, end);
            count++;
            at = end + 2;
        }
        if (at + 2 != bytes.length) {
            throw new ProtocolException("a carriage return inside the head");
        }
        this.lines = spans;
        this.headers = count;
    }

    /** Reads a head from {@code source}, leaving what follows it in {@code buffer}; null when nothing came at all. */
    static @Nullable ResponseHead read(ReadBuffer buffer, ReadBuffer.Source source) throws IOException {
        int scanned = 0;
        while (true) {
            int length = endOfHead(buffer, scanned);
            if (length > 0) {
                byte[] head = new byte[length];
                System.arraycopy(buffer.bytes, buffer.start, head, 0, length);
                buffer.consume(length);
                return new ResponseHead(head);
            }
            scanned = Math.max(0, buffer.length() - 3);
            int count = buffer.fill(source, MAX_BYTES, "the response head");
            if (count < 0) {
                if (buffer.length() == 0) {
                    return null;
                }
                throw new ProtocolException("the connection closed inside the response head");
            }
            buffer.end += count;
        }
    }

    private static int endOfHead(ReadBuffer buffer, int from) {
        byte[] b = buffer.bytes;
        for (int at = buffer.start + from; at + 3 < buffer.end; at++) {
            if (b[at] == '\r' && b[at + 1] == '\n' && b[at + 2] == '\r' && b[at + 3] == '\n') {
                return at + 4 - buffer.start;
            }
        }
        return -1;
    }

    private boolean startsWith(String text) {
        if (bytes.length < text.length()) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            if (bytes[at] != text.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private int digit(int at) throws ProtocolException {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
            throw new ProtocolException("the status line is not HTTP/1.x");
        }
        return digit;
    }

    /** Index of the CR that ends the line at {@code from}; a lone CR, LF or other control character is refused. */
    private int endOfLine(int from) throws ProtocolException {
        int at = from;
        while (true) {
            byte b = bytes[at];
            if (b == '\r' && bytes[at + 1] == '\n') {
                return at;
            }
            if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
                throw new ProtocolException("a control character inside the head");
            }
            at++;
        }
    }

    private int colon(int from, int to) throws ProtocolException {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == ':' && at > from) {
                return at;
            }
            if (b <= ' ' || b == ':') {
                break;
            }
        }
        throw new ProtocolException("a header line without a proper name");
    }

    int status() {
        return status;
    }

    /** Value of the first header called {@code name}, in lower case. */
    @Nullable
    String header(String name) {
        int index = find(name, 0);
        return index < 0 ? null : value(index);
    }

    private int find(String name, int from) {
        for (int index = from; index < headers; index++) {
            if (named(index, name)) {
                return index;
            }
        }
        return -1;
    }

    private boolean named(int index, String name) {
        int start = lines[index * 2];
        if (lines[index * 2 + 1] - start != name.length()) {
            return false;
        }
        for (int at = 0; at < name.length(); at++) {
            int b = bytes[start + at];
            int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (lower != name.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private String value(int index) {
        int start = lines[index * 2 + 1] + 1;
        int end = (index + 1 < headers ? lines[index * 2 + 2] : bytes.length - 2) - 2;
        while (start < end && blank(bytes[start])) {
            start++;
        }
        while (end > start && blank(bytes[end - 1])) {
            end--;
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether the connection may carry another request once the body was read. */
    boolean keepsAlive() {
        String connection = header("connection");
        if (connection == null) {
            return minorVersion >= 1;
        }
        return !connection.equalsIgnoreCase("close")
                && (minorVersion >= 1 || connection.equalsIgnoreCase("keep-alive"));
    }

    /** How the body is framed. Contradictory framing is refused rather than guessed. */
    BodyFraming framing() throws ProtocolException {
        int transferEncoding = find("transfer-encoding", 0);
        int contentLength = find("content-length", 0);
        if (status == 204 || status == 304) {
            return new BodyFraming.Fixed(0);
        }
        if (transferEncoding >= 0) {
            if (contentLength >= 0
                    || find("transfer-encoding", transferEncoding + 1) >= 0
                    || !value(transferEncoding).equalsIgnoreCase("chunked")) {
                throw new ProtocolException("Transfer-Encoding other than one 'chunked', or beside Content-Length");
            }
            return new BodyFraming.Chunked();
        }
        if (contentLength < 0) {
            return new BodyFraming.UntilClose();
        }
        String length = value(contentLength);
        for (int next = find("content-length", contentLength + 1); next >= 0; next = find("content-length", next + 1)) {
            if (!value(next).equals(length)) {
                throw new ProtocolException("two different Content-Length headers");
            }
        }
        return new BodyFraming.Fixed(number(length));
    }

    private static long number(String text) throws ProtocolException {
        if (text.isEmpty() || text.length() > 18) {
            throw new ProtocolException("Content-Length is not a number");
        }
        long number = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolException("Content-Length is not a number");
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
