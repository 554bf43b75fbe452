package dev.tierway.app.bench.proxy;

import io.netty.buffer.ByteBuf;
import java.util.function.LongConsumer;

/** Finds in a stream of bytes, however it is cut, the times that {@link MockReplies#event} wrote into its events. */
final class EventTimes {
    private final LongConsumer found;
    private int matched;
    private long value;

    EventTimes(LongConsumer found) {
        this.found = found;
    }

    void read(ByteBuf part) {
        for (int i = part.readerIndex(); i < part.writerIndex(); i++) {
            read((char) part.getByte(i));
        }
    }

    private void read(char c) {
        int mark = MockReplies.TIME_MARK.length();
        if (matched < mark) {
            if (c == MockReplies.TIME_MARK.charAt(matched)) {
                matched++;
                value = 0;
            } else {
                matched = c == MockReplies.TIME_MARK.charAt(0) ? 1 : 0;
            }
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            if (++matched == mark + MockReplies.TIME_DIGITS) {
                found.accept(value);
                matched = 0;
            }
        } else {
            matched = 0;
        }
    }
}
