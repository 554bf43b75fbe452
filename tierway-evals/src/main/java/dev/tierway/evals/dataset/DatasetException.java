package dev.tierway.evals.dataset;

/** A dataset that cannot be used; the message says where, what is wrong and what to do. */
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatasetException(String message) {
        super(message);
    }

    DatasetException(Case.Origin at, String message) {
        super(at + ": " + message);
    }
}
