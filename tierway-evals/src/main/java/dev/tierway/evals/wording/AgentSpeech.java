package dev.tierway.evals.wording;

import java.util.List;
import java.util.regex.Pattern;

/** Reads from an agent's words what it is doing: reporting, refusing, asking or promising. English; by surface only. */
public final class AgentSpeech {
    private static final Pattern REPORT = Pattern.compile(
            "\\b(?:has|have|had) (?:now |just |already )?been\\b|\\bsuccessful(?:ly)?\\b|\\ball set\\b|\\bis (?:now |all )?"
                    + "(?:done|complete[d]?|cancelled|canceled|booked|confirmed|reserved|changed|updated|upgraded|refunded)\\b"
                    + "|\\b(?:i have|i've|we have|we've) (?:now |just |already |gone ahead and )?"
                    + "(?:\\w+ed|sent|made|put|set|done|given|paid)\\b|^done\\b|\\bwas (?:\\w+ed|sent|made)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FUTURE = Pattern.compile(
            "\\b(?:will|would|can|could|shall|should|may|might|going to|once|if|after|before|'ll|not|n't|unable|cannot)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REFUSAL = Pattern.compile(
            "\\b(?:cannot|can't|can not|unable|unfortunately|not able|not possible|not eligible|sorry|won't)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOSING =
            Pattern.compile("\\b(?:anything else|something else|further|else i can)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern PROMISE = Pattern.compile(
            "\\b(?:i'll|i will|i can|we'll|we will|we can|let me|one moment|going to|shall i|would you like)\\b",
            Pattern.CASE_INSENSITIVE);

    private AgentSpeech() {}

    /** Whether a sentence of {@code text} says that something has happened. */
    public static boolean reports(String text) {
        return Sentences.of(text).stream()
                .anyMatch(sentence -> !sentence.endsWith("?")
                        && REPORT.matcher(sentence).find()
                        && !FUTURE.matcher(sentence).find());
    }

    public static boolean refuses(String text) {
        return REFUSAL.matcher(text).find();
    }

    /** Whether it ends by asking for something, or by saying what it is about to do. */
    public static boolean leavesOpen(String text) {
        List<String> sentences = Sentences.of(text);
        if (sentences.isEmpty()) {
            return true;
        }
        String last = sentences.getLast();
        return !CLOSING.matcher(last).find()
                && (last.endsWith("?") || PROMISE.matcher(last).find());
    }
}
