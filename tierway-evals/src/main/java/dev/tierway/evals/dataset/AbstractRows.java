package dev.tierway.evals.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The part of a {@link RowStream} that all formats share: one row is read ahead. */
abstract class AbstractRows implements RowStream {
    protected final String file;
    private final Closeable source;
    private Optional<Row> ahead = Optional.empty();
    private boolean ended;

    AbstractRows(String file, Closeable source) {
        this.file = file;
        this.source = source;
    }

    /** The next row; empty at the end. */
    abstract Optional<Row> read() throws IOException;

    @Override
    public final boolean hasNext() {
        if (ahead.isEmpty() && !ended) {
            try {
                ahead = read();
            } catch (IOException failed) {
                throw RowStream.unreadable(file, failed);
            }
            ended = ahead.isEmpty();
        }
        return ahead.isPresent();
    }

    @Override
    public final Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = ahead.orElseThrow();
        ahead = Optional.empty();
        return row;
    }

    @Override
    public final void close() {
        ended = true;
        ahead = Optional.empty();
        try {
            source.close();
        } catch (IOException failed) {
            throw RowStream.unreadable(file, failed);
        }
    }
}
