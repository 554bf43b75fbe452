package dev.tierway.app.batch;

import dev.tierway.gateway.batch.input.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a batch as a stream of bytes, in memory of one line. Confined to one thread. */
final class FilledLines extends InputStream {
    private final BatchInput.Lines lines;
    private byte[] line = {};
    private int at;

    FilledLines(BatchInput.Lines lines) {
        this.lines = lines;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == line.length && !advance()) {
            return -1;
        }
        int count = Math.min(length, line.length - at);
        System.arraycopy(line, at, to, offset, count);
        at += count;
        return count;
    }

    private boolean advance() throws IOException {
        JsonLines.@Nullable Line next;
        try {
            next = lines.next();
        } catch (UncheckedIOException unreadable) {
            throw new IOException(unreadable.getMessage(), unreadable);
        }
        if (next == null) {
            return false;
        }
        line = Arrays.copyOf(next.bytes(), next.bytes().length + 1);
        line[line.length - 1] = '\n';
        at = 0;
        return true;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
