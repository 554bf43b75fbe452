package dev.tierway.storage.batch;

/** A line to run. Parts are those of {@link NewLine}. */
public record ClaimedLine(LineClaim claim, String customId, byte[] body, byte[] identity, long inputTokens) {}
