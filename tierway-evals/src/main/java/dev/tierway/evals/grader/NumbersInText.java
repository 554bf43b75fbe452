package dev.tierway.evals.grader;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds decimal numbers in a text: {@code 5}, {@code -0.5}, {@code $1,234.50}, {@code 3e8}. A comma groups three digits, a
 * point divides; a hyphen between two numbers or after a letter is no sign.
 */
final class NumbersInText {
    private static final int LONGEST = 40;

    private final String text;
    private final List<BigDecimal> found = new ArrayList<>();

    private NumbersInText(String text) {
        this.text = text;
    }

    static List<BigDecimal> find(String text) {
        NumbersInText numbers = new NumbersInText(text);
        int at = 0;
        while (at < text.length()) {
            at = isDigit(text, at) ? numbers.read(at) : at + 1;
        }
        return List.copyOf(numbers.found);
    }

    private int read(int start) {
        StringBuilder digits = new StringBuilder();
        int at = whole(start, digits);
        if (at < text.length() && text.charAt(at) == '.' && isDigit(text, at + 1)) {
            digits.append('.');
            at = plain(at + 1, digits);
        }
        at = exponent(at, digits);
        boolean partOfWord = start > 0 && Character.isLetter(text.charAt(start - 1));
        if (digits.length() <= LONGEST && !partOfWord) {
            BigDecimal number = new BigDecimal(digits.toString());
            found.add(negative(start) ? number.negate() : number);
        }
        return at;
    }

    private int whole(int start, StringBuilder digits) {
        int at = plain(start, digits);
        boolean groupable = at - start <= 3;
        while (groupable && grouped(at)) {
            digits.append(text, at + 1, at + 4);
            at += 4;
        }
        return at;
    }

    /** Whether a comma and exactly three digits stand at {@code at}. */
    private boolean grouped(int at) {
        return at < text.length()
                && text.charAt(at) == ','
                && isDigit(text, at + 1)
                && isDigit(text, at + 2)
                && isDigit(text, at + 3)
                && !isDigit(text, at + 4);
    }

    private int plain(int start, StringBuilder digits) {
        int at = start;
        while (isDigit(text, at)) {
            digits.append(text.charAt(at));
            at++;
        }
        return at;
    }

    private int exponent(int start, StringBuilder digits) {
        if (start >= text.length() || (text.charAt(start) != 'e' && text.charAt(start) != 'E')) {
            return start;
        }
        int sign =
                start + 1 < text.length() && (text.charAt(start + 1) == '-' || text.charAt(start + 1) == '+') ? 1 : 0;
        int first = start + 1 + sign;
        int end = first;
        while (isDigit(text, end)) {
            end++;
        }
        if (end == first || end - first > 3) {
            return start;
        }
        digits.append(text, start, end);
        return end;
    }

    /** Whether a sign stands before the number, or before its currency. */
    private boolean negative(int start) {
        int at = start - 1;
        if (at >= 0 && Character.getType(text.charAt(at)) == Character.CURRENCY_SYMBOL) {
            at--;
        }
        boolean hyphen = at >= 0 && (text.charAt(at) == '-' || text.charAt(at) == '−');
        return hyphen && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
