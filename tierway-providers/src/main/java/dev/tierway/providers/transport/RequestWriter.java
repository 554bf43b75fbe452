package dev.tierway.providers.transport;

import dev.tierway.providers.spi.Slice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Puts a request on the wire: small parts gathered into one write, large ones written from where they are. */
final class RequestWriter {
    /** Above this a copy costs more than a write of its own. */
    private static final int GATHERED = 8 * 1024;

    private final Connection connection;
    private final byte[] gathered;
    private int used;

    private RequestWriter(Connection connection, int size) {
        this.connection = connection;
        this.gathered = new byte[size];
    }

    static void write(HttpRequest request, Origin origin, Connection connection) throws IOException {
        long length = 0;
        for (Slice part : request.body()) {
            length += part.length();
        }
        byte[] head = head(request, origin, length);
        RequestWriter writer = new RequestWriter(connection, (int) Math.min(head.length + length, 2L * GATHERED));
        writer.write(head, 0, head.length);
        for (Slice part : request.body()) {
            writer.write(part.array(), part.offset(), part.length());
        }
        writer.flush();
    }

    private static byte[] head(HttpRequest request, Origin origin, long length) {
        StringBuilder head = new StringBuilder(512);
        head.append(request.method()).append(' ').append(origin.basePath()).append(request.path());
        head.append(" HTTP/1.1\r\nHost: ").append(origin.authority());
        head.append("\r\nAccept-Encoding: identity\r\n");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(safe(header)).append("\r\n");
        }
        if (length > 0 || !request.method().equals("GET")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String safe(Map.Entry<String, String> header) {
        String value = header.getValue();
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException(
                        "header " + header.getKey() + " holds a control character at index " + at);
            }
        }
        return value;
    }

    private void write(byte[] from, int offset, int length) throws IOException {
        if (length > gathered.length - used) {
            flush();
        }
        if (length > GATHERED || length > gathered.length) {
            connection.write(from, offset, length);
        } else {
            System.arraycopy(from, offset, gathered, used, length);
            used += length;
        }
    }

    private void flush() throws IOException {
        if (used > 0) {
            connection.write(gathered, 0, used);
            used = 0;
        }
    }
}
