package dev.tierway.storage.batch;

/**
 * The right to give a line its result. It ends with the result, is given back, or is taken over because the gateway's lease
 * ran out.
 *
 * @param turn grows with each claim, so that one that was taken over is told from the next
 */
public record LineClaim(String batchId, long number, String requestId, long turn) {}
