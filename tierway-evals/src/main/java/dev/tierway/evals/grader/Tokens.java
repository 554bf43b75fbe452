package dev.tierway.evals.grader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The words of a text in lower case, for measures of similarity: runs of letters and digits. */
record Tokens(List<String> words) {

    static Tokens of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < lower.length()) {
            int start = at;
            while (at < lower.length() && Character.isLetterOrDigit(lower.codePointAt(at))) {
                at += Character.charCount(lower.codePointAt(at));
            }
            if (at > start) {
                words.add(lower.substring(start, at));
            } else {
                at += Character.charCount(lower.codePointAt(at));
            }
        }
        return new Tokens(List.copyOf(words));
    }

    int size() {
        return words.size();
    }

    /** Every run of {@code n} words and how often it occurs. */
    Map<List<String>, Integer> grams(int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            counts.merge(words.subList(i, i + n), 1, Integer::sum);
        }
        return counts;
    }

    /** How many runs of {@code n} words this shares with {@code other}, each counted as often as in both. */
    int shared(Tokens other, int n) {
        Map<List<String>, Integer> theirs = other.grams(n);
        return grams(n).entrySet().stream()
                .mapToInt(it -> Math.min(it.getValue(), theirs.getOrDefault(it.getKey(), 0)))
                .sum();
    }
}
