package dev.tierway.gateway.batch.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text in JSON Lines, one at a time, in memory of one line. Lines end with a line feed, or a carriage return
 * and a line feed; a byte order mark of UTF-8 at the beginning and blank lines are passed over. Confined to one thread.
 */
public final class JsonLines {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /**
     * One line that is not blank.
     *
     * @param number from 1, blank lines counted
     * @param bytes without the line's end; when the line is too long, its beginning
     * @param ended false for a last line that no line feed follows
     */
    public record Line(int number, byte[] bytes, boolean tooLong, boolean ended) {}

    private final InputStream text;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private byte[] line = new byte[4 << 10];
    private int length;
    private boolean tooLong;
    private int number;

    /** @param longest bytes of a line that is read whole */
    public JsonLines(InputStream text, int longest) {
        this.text = text;
        this.longest = longest;
    }

    /** Lines begun so far, blank ones too. */
    int number() {
        return number;
    }

    /** The next line; null behind the last. */
    @Nullable
    public Line next() {
        while (at < end || fill()) {
            boolean ended = collect();
            number++;
            int from = number == 1 && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
            int to = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
            if (!blank(from, to)) {
                return new Line(number, Arrays.copyOfRange(line, from, to), tooLong, ended);
            }
        }
        return null;
    }

    /** Takes up to the next line feed, or the end; true when there was one. */
    private boolean collect() {
        length = 0;
        tooLong = false;
        do {
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            take(feed - at);
            at = feed;
            if (at < end) {
                at++;
                return true;
            }
        } while (fill());
        return false;
    }

    private void take(int more) {
        int kept = Math.min(more, longest + 1 - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(Math.max(line.length * 2L, length + kept), longest + 1L));
        }
        System.arraycopy(buffer, at, line, length, kept);
        length += kept;
        if (length > longest) {
            tooLong = true;
        }
    }

    private boolean startsWithMark() {
        return length >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private boolean blank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private boolean fill() {
        try {
            at = 0;
            end = Math.max(text.read(buffer, 0, buffer.length), 0);
            return end > 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
