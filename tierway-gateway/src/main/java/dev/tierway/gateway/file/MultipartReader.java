package dev.tierway.gateway.file;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body part by part as it comes, in a buffer of fixed size. Confined to one thread.
 *
 * <p>Strict: nothing before the first boundary, CRLF everywhere, and a closing boundary; anything else is a 400.
 */
final class MultipartReader {
    private static final String TYPE = "multipart/form-data";
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_HEAD_BYTES = 8 << 10;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final InputStream body;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;

    /** Up to where the buffer is known to be content of the part. */
    private int contentEnd;

    private boolean first = true;

    private MultipartReader(InputStream body, String boundary) {
        this.body = body;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first boundary has no line end before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    /** A part of the form. Its content can be read until the next part is asked for. */
    record Part(ContentDisposition disposition, InputStream content) {}

    /** Reads {@code body} as the {@code Content-Type} of its request says; throws a 400 when it is no form. */
    static MultipartReader of(@Nullable String contentType, InputStream body) {
        String boundary = contentType == null ? null : boundary(contentType);
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw Failure.invalid(
                            "content-type",
                            "invalid_content_type",
                            "send the file as multipart/form-data with a boundary of at most " + MAX_BOUNDARY
                                    + " characters, as OpenAI's clients do")
                    .toException();
        }
        return new MultipartReader(body, boundary);
    }

    private static @Nullable String boundary(String contentType) {
        int semicolon = contentType.indexOf(';');
        if (semicolon < 0
                || !contentType
                        .substring(0, semicolon)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(TYPE)) {
            return null;
        }
        for (String parameter : contentType.substring(semicolon + 1).split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("boundary")) {
                String value = parameter.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return null;
    }

    /** The next part, what is left of the one before being skipped; null behind the last, with the body read to its end. */
    @Nullable
    Part next() throws IOException {
        int skipped = content();
        if (first && skipped > 0) {
            throw malformed("the body does not begin with its boundary");
        }
        first = false;
        for (; skipped > 0; skipped = content()) {
            at += skipped;
        }
        at += delimiter.length;
        need(2);
        if (buffer[at] == '-' && buffer[at + 1] == '-') {
            body.transferTo(OutputStream.nullOutputStream());
            return null;
        }
        if (buffer[at] != '\r' || buffer[at + 1] != '\n') {
            throw malformed("a boundary is not followed by the end of its line");
        }
        return new Part(head(), new Content());
    }

    private ContentDisposition head() throws IOException {
        int length = find(HEAD_END, at);
        while (length < 0) {
            if (end - at > MAX_HEAD_BYTES) {
                throw malformed("the headers of a part are larger than " + MAX_HEAD_BYTES + " bytes");
            }
            fill();
            length = find(HEAD_END, at);
        }
        String lines = new String(buffer, at, length - at, StandardCharsets.UTF_8);
        at = length + HEAD_END.length;
        contentEnd = at;
        ContentDisposition disposition = null;
        for (String line : lines.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (name.equals("content-disposition")) {
                disposition = ContentDisposition.parse(line.substring(colon + 1).strip());
            } else if (name.equals("content-transfer-encoding")) {
                requirePlain(line.substring(colon + 1).strip());
            }
        }
        if (disposition == null) {
            throw malformed("a part has no 'Content-Disposition: form-data' with a name");
        }
        return disposition;
    }

    private static void requirePlain(String encoding) {
        switch (encoding.toLowerCase(Locale.ROOT)) {
            case "binary", "8bit", "7bit" -> {}
            default -> throw malformed("a part is encoded as '" + encoding + "'; send it as it is");
        }
    }

    /** Bytes of the current part in the buffer, at least one; 0 at its end. */
    private int content() throws IOException {
        while (contentEnd <= at) {
            int found = find(delimiter, at);
            if (found == at) {
                return 0;
            }
            contentEnd = found > at ? found : end - delimiter.length + 1;
            if (contentEnd <= at) {
                fill();
            }
        }
        return contentEnd - at;
    }

    private void need(int bytes) throws IOException {
        while (end - at < bytes) {
            fill();
        }
    }

    /** Reads more into the buffer, at least one byte. */
    private void fill() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        contentEnd = Math.max(0, contentEnd - at);
        end -= at;
        at = 0;
        int read = body.read(buffer, end, buffer.length - end);
        if (read < 0) {
            throw malformed("the body ends before its closing boundary; it may have been cut off: send it again");
        }
        end += read;
    }

    private int find(byte[] wanted, int from) {
        int last = end - wanted.length;
        for (int i = from; i <= last; i++) {
            if (buffer[i] == '\r' && matches(wanted, i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(byte[] wanted, int offset) {
        for (int i = 1; i < wanted.length; i++) {
            if (buffer[offset + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static FailureException malformed(String message) {
        return Failure.invalid("body", "malformed_multipart", message).toException();
    }

    /** What stands between a part's head and the next boundary. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            int taken = Math.min(length, content());
            if (taken == 0) {
                return -1;
            }
            System.arraycopy(buffer, at, target, offset, taken);
            at += taken;
            return taken;
        }
    }
}
