package dev.tierway.evals.dataset;

import java.io.UncheckedIOException;
import java.util.Iterator;

/**
 * The cases of a dataset, one after the other, in constant memory. Confined to one thread; closing it closes its file.
 *
 * <p>{@link #hasNext} and {@link #next} throw {@link DatasetException} at a row that cannot be a case, and
 * {@link UncheckedIOException} when the file cannot be read on.
 */
public interface CaseStream extends Iterator<Case>, AutoCloseable {
    @Override
    void close();
}
