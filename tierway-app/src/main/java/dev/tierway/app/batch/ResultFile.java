package dev.tierway.app.batch;

import dev.tierway.app.cli.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all: written beside its place and moved there when it is complete. Confined to one
 * thread.
 */
final class ResultFile implements AutoCloseable {
    private final Path place;
    private final Path part;

    private ResultFile(Path place, Path part) {
        this.place = place;
        this.part = part;
    }

    /** @throws UsageException when nothing can be written there */
    static ResultFile at(Path place) {
        Path part = place.resolveSibling(place.getFileName() + ".part");
        try {
            Files.write(part, new byte[0]);
            Files.delete(part);
        } catch (IOException unwritable) {
            throw new UsageException("nothing can be written to " + place + ": " + unwritable.getMessage());
        }
        return new ResultFile(place, part);
    }

    /** Writes the content. */
    @FunctionalInterface
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Puts the file in its place, over one that is there. */
    void write(Writer writer) throws IOException {
        try (OutputStream out = Files.newOutputStream(part)) {
            writer.write(out);
        }
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing in its place, not even a file that was there before. */
    void remove() throws IOException {
        Files.deleteIfExists(place);
    }

    Path place() {
        return place;
    }

    /** Drops what is not complete. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException left) {
            // An incomplete file beside the place harms nobody.
        }
    }
}
