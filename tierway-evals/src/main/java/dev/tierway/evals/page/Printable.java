package dev.tierway.evals.page;

/** Characters that HTML and XML documents may hold. */
public final class Printable {
    /** Stands for what they may not hold. */
    static final char INSTEAD = '\ufffd';

    private static final int FIRST_PRINTED = 0x20;

    private Printable() {}

    /** Whether the character at {@code index} may stand there; half a surrogate pair may not. */
    static boolean at(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
        }
        return c == '\n'
                || c == '\t'
                || c == '\r'
                || (c >= FIRST_PRINTED && c != 0x7f && c != '\ufffe' && c != '\uffff');
    }

    /** {@code text} with {@link #INSTEAD} in place of what may not be in it. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            out.append(at(text, i) ? text.charAt(i) : INSTEAD);
        }
        return out.toString();
    }
}
