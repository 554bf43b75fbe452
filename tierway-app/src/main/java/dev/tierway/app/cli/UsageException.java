package dev.tierway.app.cli;

/** A command line that cannot be carried out; the message says what was wrong and what to type instead. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message, null, false, false);
    }
}
