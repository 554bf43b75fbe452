package dev.tierway.storage.file;

import java.util.Optional;

/**
 * Which files of a project to list, in the order of their ids, which is that of time.
 *
 * @param purpose only those; empty for all
 * @param after the id that the page begins behind, which need not exist any more
 * @param limit most files of the page; positive
 */
public record FileQuery(
        String project, Optional<String> purpose, Optional<String> after, boolean newestFirst, int limit) {
    public FileQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive, is " + limit);
        }
    }
}
