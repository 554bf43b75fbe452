package dev.tierway.evals.wording;

import java.util.List;
import java.util.regex.Pattern;

/** Texts as sentences: what ends with a mark and a space, or with a line. */
public final class Sentences {
    private static final Pattern END = Pattern.compile("(?<=[.!?])\\s+|\\n+");

    private Sentences() {}

    /** None of them is blank. */
    public static List<String> of(String text) {
        return END.splitAsStream(text.strip())
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }
}
