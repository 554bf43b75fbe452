package dev.tierway.storage.batch;

/**
 * The right to read in or to end a batch. It ends when the batch goes on, is given back, or is taken over because the
 * gateway's lease ran out.
 *
 * @param turn grows with each claim, so that one that was taken over is told from the next
 */
public record BatchClaim(String batchId, String node, long turn) {}
