package dev.tierway.storage.evals;

/**
 * The right to work on a run. It ends when the run does, or when others take the run over because the lease ran out.
 *
 * @param turn grows with each claim, so that one that was taken over is told from the next
 */
public record EvalRunClaim(String runId, String node, long turn) {}
