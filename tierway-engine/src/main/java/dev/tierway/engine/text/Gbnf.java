package dev.tierway.engine.text;

/** Fragments of GBNF, the grammar notation of llama.cpp, that describe JSON. */
final class Gbnf {
    /**
     * Rules every grammar may use. A single space may follow a comma or colon: free white space would let a model fill
     * its answer with it. Numbers are bounded for the same reason; an escape never makes half of a surrogate pair, so
     * that one {@code char} is one character, and none lies beyond Unicode.
     */
    static final String BASE = """
            ws ::= " "?
            value ::= object | array | string | number | boolean | null
            object ::= "{" (member ("," ws member)*)? "}"
            member ::= string ":" ws value
            array ::= "[" (value ("," ws value)*)? "]"
            string ::= "\\"" char* "\\""
            char ::= [\\x20\\x21\\x23-\\x5B\\x5D-\\uD7FF\\uE000-\\U0010FFFF] | "\\\\" (["\\\\/bfnrt] | "u" unit)
            unit ::= [0-9a-cA-CeEfF] hex hex hex | [dD] [0-7] hex hex
            hex ::= [0-9a-fA-F]
            number ::= integer ("." [0-9]{1,17})? ([eE] [-+]? [0-9]{1,3})?
            integer ::= "-"? ("0" | [1-9] [0-9]{0,17})
            boolean ::= "true" | "false"
            null ::= "null"
            """;

    private static final String SHORT_ESCAPES = "\"\\\b\f\n\r\t";
    private static final String SHORT_ESCAPE_LETTERS = "\"\\bfnrt";

    private Gbnf() {}

    /** A terminal that matches exactly {@code text}. */
    static String literal(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < ' ' || c == 0x7F) {
                        out.append("\\x").append(hex(c, 2));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** {@code text} as a JSON string with its quotes; what JSON or UTF-8 cannot carry raw is escaped. */
    static String jsonString(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
            int shortEscape = SHORT_ESCAPES.indexOf(c);
            if (shortEscape >= 0) {
                out.append('\\').append(SHORT_ESCAPE_LETTERS.charAt(shortEscape));
            } else if (pair) {
                out.append(c).append(text.charAt(++i));
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u").append(hex(c, 4));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static String hex(char c, int digits) {
        return String.format("%0" + digits + "x", (int) c);
    }
}
