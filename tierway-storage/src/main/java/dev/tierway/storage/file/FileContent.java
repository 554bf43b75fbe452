package dev.tierway.storage.file;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.io.InputStream;
import java.util.Objects;

/** Reads a file's content; holds one chunk of it, and no connection in between. */
final class FileContent extends InputStream {
    private final FileStore store;
    private final StoredFile file;
    private byte[] chunk = new byte[0];
    private int at;
    private int chunks;
    private long left;

    FileContent(FileStore store, StoredFile file) {
        this.store = store;
        this.file = file;
        this.left = file.bytes();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        if (at == chunk.length) {
            chunk = store.chunk(file.id(), chunks)
                    .orElseThrow(() -> Failure.of(
                                    FailureKind.NOT_FOUND,
                                    "file_deleted",
                                    "file '" + file.id() + "' was deleted while it was read; upload it again")
                            .toException());
            chunks++;
            at = 0;
        }
        int part = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, target, offset, part);
        at += part;
        left -= part;
        return part;
    }
}
