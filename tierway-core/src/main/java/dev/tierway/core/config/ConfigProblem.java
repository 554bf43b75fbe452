package dev.tierway.core.config;

/** One mistake in a configuration: where it is, and what was wrong and how to mend it. */
public record ConfigProblem(Location at, String message) {
    @Override
    public String toString() {
        return at + ": " + message;
    }
}
