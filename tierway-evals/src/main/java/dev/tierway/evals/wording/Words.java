package dev.tierway.evals.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts as words of letters and digits, so that values are found however they are written around. */
public final class Words {
    private Words() {}

    /** The words of {@code text} in lower case; a number keeps its decimals and loses its thousands separators. */
    public static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isLetterOrDigit(character)) {
                word.append(Character.toLowerCase(character));
            } else if (character == '.' && between(text, i)) {
                word.append('.');
            } else if (!(character == ',' && between(text, i)) && character != '\'' && character != '’') {
                flush(word, words);
            }
        }
        flush(word, words);
        return words;
    }

    /** Whether the words of {@code part} stand side by side in {@code whole}. */
    public static boolean contains(String whole, String part) {
        return spaced(whole).contains(spaced(part));
    }

    /** Letters and digits only, for values that people write with varying separators. */
    public static String squeezed(String text) {
        StringBuilder squeezed = new StringBuilder(text.length());
        text.codePoints().filter(Character::isLetterOrDigit).forEach(squeezed::appendCodePoint);
        return squeezed.toString().toLowerCase(Locale.ROOT);
    }

    private static String spaced(String text) {
        return " " + String.join(" ", of(text)) + " ";
    }

    private static boolean between(String text, int i) {
        return i > 0
                && i + 1 < text.length()
                && Character.isDigit(text.charAt(i - 1))
                && Character.isDigit(text.charAt(i + 1));
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(plain(word.toString()));
            word.setLength(0);
        }
    }

    /** A number without the decimals that say nothing: 23.00 is 23. */
    private static String plain(String word) {
        int point = word.indexOf('.');
        if (point < 0 || point != word.lastIndexOf('.')) {
            return word;
        }
        String decimals = word.substring(point + 1);
        return decimals.chars().allMatch(it -> it == '0') ? word.substring(0, point) : word;
    }
}
