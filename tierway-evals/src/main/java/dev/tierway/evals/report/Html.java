package dev.tierway.evals.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML that is well-formed and escaped whatever it is given: text and attribute values can be anything, element and
 * attribute names are this package's own. Confined to one thread.
 */
final class Html {
    /** Elements without content. */
    private static final Set<String> VOID = Set.of("meta", "br", "line");

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; {@link #end} closes the last one opened. */
    Html start(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        if (VOID.contains(name)) {
            out.append("/>");
        } else {
            out.append('>');
            open.push(name);
        }
        return this;
    }

    Html end() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String name, String text, String... attributes) {
        return start(name, attributes).text(text).end();
    }

    /** A style sheet, which must be this package's own. */
    Html style(String css) {
        out.append("<style>\n").append(css).append("</style>");
        return this;
    }

    Html line() {
        out.append('\n');
        return this;
    }

    int length() {
        return out.length();
    }

    /**
     * The whole document.
     *
     * @throws IllegalStateException when an element is open
     */
    String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("open elements: " + open);
        }
        return "<!doctype html>\n" + out;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(Printable.at(text, i) ? c : Printable.INSTEAD);
            }
        }
    }
}
