package dev.tierway.evals.grader;

import java.util.List;
import java.util.Locale;

/** Tells an answer from a refusal to answer. */
final class Abstention {
    /** What people and models say when they do not know. */
    static final List<String> PHRASES = List.of(
            "i don't know",
            "i do not know",
            "i'm not sure",
            "i am not sure",
            "i cannot answer",
            "i can't answer",
            "cannot be determined",
            "not enough information",
            "no answer");

    private Abstention() {}

    /** Whether {@code answer} is blank or has one of {@code phrases} in it, whatever the case and the apostrophe. */
    static boolean abstains(String answer, List<String> phrases) {
        String plain = plain(answer);
        return plain.isBlank() || phrases.stream().anyMatch(phrase -> plain.contains(plain(phrase)));
    }

    private static String plain(String text) {
        return text.replace('’', '\'').toLowerCase(Locale.ROOT);
    }
}
