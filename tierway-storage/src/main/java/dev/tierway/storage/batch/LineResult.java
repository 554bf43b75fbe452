package dev.tierway.storage.batch;

/** A line that has its result. */
public record LineResult(long number, String customId, String requestId, LineOutcome outcome) {}
