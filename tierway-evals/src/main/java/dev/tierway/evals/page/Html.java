package dev.tierway.evals.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Writes HTML that is well-formed and escaped whatever it is given: text and attribute values can be anything, element and
 * attribute names are of this module. Confined to one thread.
 */
public final class Html {
    /** Elements without content. */
    private static final Set<String> VOID = Set.of("meta", "br", "line", "circle");

    private final StringBuilder out = new StringBuilder(1 << 16);
    private final Deque<String> open = new ArrayDeque<>();

    private Html() {}

    /**
     * A document up to where its body begins.
     *
     * @param css of this page alone, after that of all pages
     */
    public static Html page(String title, String css) {
        Html html = new Html();
        html.start("html", "lang", "en").start("head");
        html.start("meta", "charset", "utf-8");
        html.start("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title).style(Style.CSS + css).end().line();
        return html.start("body").line();
    }

    /** {@code sentence} with numbers and their units kept on one line. */
    public static String unbroken(String sentence) {
        return sentence.replace(" %", "\u00a0%").replace(" ms", "\u00a0ms").replace(" s]", "\u00a0s]");
    }

    /** Opens an element; {@link #end} closes the last one opened. */
    public Html start(String name, String... attributes) {
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

    public Html end() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    public Html text(String text) {
        escape(text);
        return this;
    }

    /** An element with nothing but text in it. */
    public Html element(String name, String text, String... attributes) {
        return start(name, attributes).text(text).end();
    }

    private Html style(String css) {
        out.append("<style>\n").append(css).append("</style>");
        return this;
    }

    public Html line() {
        out.append('\n');
        return this;
    }

    public int length() {
        return out.length();
    }

    /**
     * The whole document; nothing is added after it.
     *
     * @throws IllegalStateException when an element of the body is open
     */
    public String document() {
        end().end();
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
