package dev.tierway.storage.batch;

import java.util.Optional;

/**
 * A bound on estimated input tokens of unfinished batches: of those that match every part that is given.
 *
 * @param key key id
 * @param model model alias
 */
public record TokenPool(
        Optional<String> project, Optional<String> key, Optional<String> useCase, Optional<String> model, long most) {}
