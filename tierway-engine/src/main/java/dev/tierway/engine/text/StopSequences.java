package dev.tierway.engine.text;

import java.util.List;

/**
 * Cuts a growing text before the first occurrence of any stop sequence. Text that may turn out to begin one is held
 * back, so that no part of a stop sequence is ever let through. Not thread-safe.
 *
 * <p>Knuth-Morris-Pratt per sequence: work is linear in the text, whatever it holds.
 */
public final class StopSequences {
    private final List<Pattern> patterns;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    public StopSequences(List<String> stops) {
        patterns = stops.stream().map(Pattern::new).toList();
    }

    /** Whether a stop sequence has been met; all text after it is dropped. */
    public boolean found() {
        return found;
    }

    /** Takes more text and adds to {@code out} what no stop sequence can claim any more. */
    public void append(CharSequence text, StringBuilder out) {
        if (patterns.isEmpty()) {
            out.append(text);
            return;
        }
        for (int i = 0; i < text.length() && !found; i++) {
            take(text.charAt(i), out);
        }
    }

    /** Adds what was held back: the text has ended without a stop sequence. */
    public void flush(StringBuilder out) {
        out.append(held);
        held.setLength(0);
    }

    private void take(char c, StringBuilder out) {
        held.append(c);
        int matched = 0;
        int complete = 0;
        for (Pattern pattern : patterns) {
            pattern.take(c);
            matched = Math.max(matched, pattern.matched);
            complete = Math.max(complete, pattern.complete() ? pattern.matched : 0);
        }
        int safe = held.length() - (complete > 0 ? complete : matched);
        out.append(held, 0, safe);
        held.delete(0, safe);
        if (complete > 0) {
            found = true;
            held.setLength(0);
        }
    }

    /** One stop sequence and how much of it the end of the text matches. */
    private static final class Pattern {
        private final String text;

        /** For each prefix length, the length of its longest proper border. */
        private final int[] border;

        private int matched;

        Pattern(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a stop sequence is empty");
            }
            this.text = text;
            this.border = new int[text.length() + 1];
            for (int i = 1; i < text.length(); i++) {
                border[i + 1] = extend(border[i], text.charAt(i));
            }
        }

        void take(char c) {
            matched = extend(complete() ? border[matched] : matched, c);
        }

        boolean complete() {
            return matched == text.length();
        }

        private int extend(int length, char c) {
            int prefix = length;
            while (prefix > 0 && text.charAt(prefix) != c) {
                prefix = border[prefix];
            }
            return text.charAt(prefix) == c ? prefix + 1 : 0;
        }
    }
}
