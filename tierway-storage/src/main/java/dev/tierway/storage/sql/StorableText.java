package dev.tierway.storage.sql;

/** Text that every database takes. */
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** {@code text}, with a replacement character for each zero character, which PostgreSQL refuses. */
    public static String of(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', REPLACEMENT);
    }
}
