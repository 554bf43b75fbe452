package dev.tierway.evals.redact;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Something else to take out.
 *
 * @param label the name of its stand-ins, of capital letters and underscores: {@code ORDER} gives {@code <ORDER_1>}
 * @param regex what it looks like, in the syntax of RE2 (no look-around, no back-references), so that every text is
 *     searched in time linear in its length; with a group only that group is taken out
 */
public record RedactionPattern(String label, String regex) {

    public RedactionPattern {
        if (label.isEmpty() || !label.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_')) {
            throw new IllegalArgumentException("the label '" + label + "' is not of capital letters and underscores");
        }
        try {
            if (Pattern.compile(regex).matches("")) {
                throw new IllegalArgumentException("the pattern '" + regex + "' matches an empty text");
            }
        } catch (PatternSyntaxException notOne) {
            throw new IllegalArgumentException(
                    "the pattern '" + regex + "' cannot be read: " + notOne.getDescription(), notOne);
        }
    }
}
