package dev.tierway.storage.batch;

import java.util.Optional;

/** A line as it stands. */
public record StoredLine(
        String batchId,
        long number,
        String customId,
        String requestId,
        LineState state,
        Optional<LineOutcome> outcome) {}
