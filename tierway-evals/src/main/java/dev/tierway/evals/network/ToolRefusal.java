package dev.tierway.evals.network;

/** A tool that did not do what it was called for; its message is told to the model. */
final class ToolRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    ToolRefusal(String message) {
        super(message, null, false, false);
    }
}
