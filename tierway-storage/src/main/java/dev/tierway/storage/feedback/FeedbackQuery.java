package dev.tierway.storage.feedback;

import java.time.Instant;
import java.util.Optional;

/**
 * Which of a project's feedback is wanted.
 *
 * @param target only what is about this
 * @param name only what has this name
 * @param since only what was said then or later
 * @param newestFirst else the oldest comes first
 * @param after the id of the one that they come behind; nothing comes behind one that is not there
 */
public record FeedbackQuery(
        Optional<Feedback.Target> target,
        Optional<String> name,
        Optional<Feedback.Kind> kind,
        Optional<Instant> since,
        boolean newestFirst,
        Optional<String> after) {
    public static final FeedbackQuery ALL = new FeedbackQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
}
