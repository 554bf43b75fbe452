package dev.tierway.storage.completion;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a project's stored completions are wanted.
 *
 * @param model only those of this alias
 * @param episode only those of this episode
 * @param requestId only that of this request
 * @param metadata only those that carry all of these
 * @param since only those that ended then or later
 * @param newestFirst else the oldest come first
 * @param after the id of the one that they come behind; nothing comes behind one that is not there
 */
public record CompletionQuery(
        Optional<String> model,
        Optional<String> episode,
        Optional<String> requestId,
        Map<String, String> metadata,
        Optional<Instant> since,
        boolean newestFirst,
        Optional<String> after) {
    public static final CompletionQuery ALL = new CompletionQuery(
            Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), false, Optional.empty());

    public CompletionQuery {
        metadata = Map.copyOf(metadata);
    }
}
