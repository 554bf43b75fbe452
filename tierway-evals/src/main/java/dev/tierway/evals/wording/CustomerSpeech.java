package dev.tierway.evals.wording;

import java.util.regex.Pattern;

/** Reads from a customer's words what they tell of themselves. English; by surface only. */
public final class CustomerSpeech {
    private static final Pattern FORGOTTEN = Pattern.compile(
            "(?:^|\\b(?:i|ive|i've)(?: \\w+)? )forg[oe]t(?:ten)?\\b|\\b(?:(?:do not|don't|dont|can't|cant|cannot|can not|not sure)(?: i)?(?: \\w+)? ?"
                    + "(?:remember|recall|know|have)|not sure|no idea)\\b",
            Pattern.CASE_INSENSITIVE);

    private CustomerSpeech() {}

    /** Whether {@code text} says that the customer does not have something. */
    public static boolean forgets(String text) {
        return FORGOTTEN.matcher(text).find();
    }
}
