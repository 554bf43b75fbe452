package dev.tierway.evals.report;

/** Characters that HTML and XML documents may hold. */
final class Printable {
    private static final int FIRST_PRINTED = 0x20;

    private Printable() {}

    static boolean in(char c) {
        return c == '\n'
                || c == '\t'
                || c == '\r'
                || (c >= FIRST_PRINTED && c != 0x7f && c != '\ufffe' && c != '\uffff');
    }

    /** {@code text} with a sign in place of what XML forbids; lone surrogates too. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isAllowed(c) ? c : '\ufffd'));
        return out.toString();
    }

    private static boolean isAllowed(int c) {
        return c > Character.MAX_VALUE || (in((char) c) && !Character.isSurrogate((char) c));
    }
}
