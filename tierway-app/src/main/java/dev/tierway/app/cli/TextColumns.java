package dev.tierway.app.cli;

/** Pads the cells of a plain-text table. */
public final class TextColumns {
    private TextColumns() {}

    /** {@code text} and at least one blank, filled up to {@code width}. */
    public static String left(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    /** {@code text} after at least one blank, filled up to {@code width}. */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
