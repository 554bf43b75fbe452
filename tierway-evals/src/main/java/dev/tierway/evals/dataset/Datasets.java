package dev.tierway.evals.dataset;

/** Opens datasets and says what is in them. */
public final class Datasets {
    private Datasets() {}

    /**
     * The cases of {@code spec}, in the order of its file. A frozen dataset is hashed first, in a pass of its own.
     *
     * @throws DatasetException when the file is not there, is not what it should be, or is not what it was
     */
    public static CaseStream open(DatasetSpec spec) {
        return java.util.Optional.<CaseStream>empty().orElseThrow(() -> new UnsupportedOperationException(spec.name()));
    }

    /** SHA-256 over the canonical cases that {@link #open} gives, {@code sha256:} and hex. The order counts. */
    public static String hash(DatasetSpec spec) {
        return java.util.Optional.<String>empty().orElseThrow(() -> new UnsupportedOperationException(spec.name()));
    }
}
