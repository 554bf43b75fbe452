package dev.tierway.storage.evals;

import java.util.Optional;

/**
 * Which part of a list is wanted.
 *
 * @param after id of what is before the first one wanted; nothing is after an unknown one
 */
public record EvalPage(Optional<String> after, int limit, boolean newestFirst) {
    String direction() {
        return newestFirst ? "DESC" : "ASC";
    }

    String beyond() {
        return newestFirst ? "<" : ">";
    }
}
