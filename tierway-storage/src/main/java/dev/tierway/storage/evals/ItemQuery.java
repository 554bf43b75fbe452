package dev.tierway.storage.evals;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which items of a run are wanted.
 *
 * @param after number of the one before the first one wanted
 */
public record ItemQuery(OptionalLong after, int limit, boolean lastFirst, Optional<ItemOutcome> outcome) {}
