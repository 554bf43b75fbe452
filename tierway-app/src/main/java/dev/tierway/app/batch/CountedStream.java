package dev.tierway.app.batch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were read. Confined to one thread. */
final class CountedStream extends FilterInputStream {
    private final LongConsumer read;
    private long count;

    CountedStream(InputStream in, LongConsumer read) {
        super(in);
        this.read = read;
    }

    @Override
    public int read() throws IOException {
        int one = in.read();
        if (one >= 0) {
            read.accept(++count);
        }
        return one;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int some = in.read(to, offset, length);
        if (some > 0) {
            count += some;
            read.accept(count);
        }
        return some;
    }
}
