package dev.tierway.storage.sql;

/** Text that every database takes. */
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /**
     * {@code text}, with a replacement character for each zero character and each lone half of a surrogate pair, which
     * PostgreSQL refuses.
     */
    public static String of(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (refused(c)) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().forEach(c -> kept.appendCodePoint(refused(c) ? REPLACEMENT : c));
        return kept.toString();
    }

    private static boolean refused(int c) {
        return c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
