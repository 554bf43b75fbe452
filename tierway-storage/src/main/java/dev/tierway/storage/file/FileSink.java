package dev.tierway.storage.file;

import dev.tierway.core.failure.FailureException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Takes the content of a new file, which nobody sees before {@link #finish}; holds one chunk of it in memory. Confined to
 * one thread.
 *
 * <p>Writing and finishing throw {@link FailureException} with a code of storage ({@code storage_full} and others), or
 * {@code upload_dropped} when nothing was written for longer than {@link FileStore#ABANDONED_AFTER}.
 */
public final class FileSink extends OutputStream {
    private final FileStore store;
    private final byte[] chunk = new byte[FileStore.CHUNK_BYTES];
    private NewFile file;
    private int filled;
    private int chunks;
    private long bytes;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        /** What was written last may be lost; the file can only be dropped. */
        BROKEN,
        FINISHED,
        CLOSED
    }

    FileSink(FileStore store, NewFile file) {
        this.store = store;
        this.file = file;
    }

    /** Bytes taken so far. */
    public long bytes() {
        return bytes;
    }

    /** Changes what was said of the file at first. */
    public void describe(String purpose, String filename, Optional<Instant> expiresAt) {
        requireOpen();
        file = new NewFile(file.id(), file.project(), purpose, filename, file.createdAt(), expiresAt);
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, length, source.length);
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == chunk.length) {
                state = State.BROKEN;
                store.write(handle -> put(handle, chunk));
                chunks++;
                filled = 0;
                state = State.OPEN;
            }
            int part = Math.min(left, chunk.length - filled);
            System.arraycopy(source, at, chunk, filled, part);
            filled += part;
            at += part;
            left -= part;
        }
        bytes += length;
    }

    private int put(Handle handle, byte[] content) {
        store.putChunk(handle, file.id(), chunks, content);
        return content.length;
    }

    /** Makes the file visible; nothing can be written afterwards. */
    public StoredFile finish() {
        try {
            return store.write(this::finish);
        } catch (FailureException failed) {
            state = State.BROKEN;
            throw failed;
        }
    }

    /** The same as a part of a transaction. Where that does not commit, the file stays invisible, and is dropped later. */
    public StoredFile finish(Handle handle) {
        requireOpen();
        if (filled > 0) {
            put(handle, Arrays.copyOf(chunk, filled));
        }
        StoredFile stored = StoredFile.of(file, bytes);
        store.complete(handle, stored);
        state = State.FINISHED;
        return stored;
    }

    /** Drops the file when it was not finished. */
    @Override
    public void close() {
        State before = state;
        state = State.CLOSED;
        switch (before) {
            case OPEN, BROKEN -> drop();
            case FINISHED, CLOSED -> {}
        }
    }

    private void drop() {
        try {
            store.drop(file.id());
        } catch (FailureException failed) {
            // A database that cannot be written keeps what there is until FileStore.deleteExpired.
        }
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException("the file has ended: " + file.id());
        }
    }
}
