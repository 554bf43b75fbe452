package dev.tierway.evals.dataset;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file, one after the other, in constant memory. Confined to one thread; closing it closes the file.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link DatasetException} at a malformed row, with its line.
 */
public interface RowStream extends Iterator<Row>, AutoCloseable {
    @Override
    void close();

    /**
     * Opens a file.
     *
     * @throws DatasetException when it is not there or does not begin as its format does
     */
    static RowStream open(Path file, DataFormat format) {
        BufferedReader text = null;
        try {
            text = Files.newBufferedReader(file);
            skipByteOrderMark(text);
            return switch (format) {
                case CSV -> new DelimitedRows(file.toString(), text, ',');
                case TSV -> new DelimitedRows(file.toString(), text, '\t');
                case JSONL -> new JsonLineRows(file.toString(), text);
                case JSON -> new JsonArrayRows(file.toString(), text);
                case YAML -> new YamlRows(file.toString(), text);
            };
        } catch (NoSuchFileException missing) {
            throw new DatasetException("there is no file " + file);
        } catch (IOException | DatasetException failed) {
            close(text);
            throw failed instanceof DatasetException ours ? ours : unreadable(file.toString(), failed);
        }
    }

    /** For a file that broke while it was read. */
    static DatasetException unreadable(String file, Exception failed) {
        String why = failed instanceof CharacterCodingException
                ? "it is not UTF-8; convert it, for example with iconv"
                : String.valueOf(failed.getMessage());
        return new DatasetException("cannot read " + file + ": " + why);
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
    }

    private static void close(@Nullable Closeable opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException nothingIsLost) {
            // It was only read.
        }
    }
}
