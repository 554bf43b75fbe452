package dev.tierway.app.config;

/** A value that must not be shown: its text appears in no message, log or {@code toString}. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
