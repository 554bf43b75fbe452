package dev.tierway.simulator.workload;

/**
 * One recorded request.
 *
 * @param atNanos since the start of the trace
 * @param prefixBlocks ids of its prompt's blocks in order; an equal id is an equal block with equal ones before it; empty
 *     when the trace has none
 */
public record TraceRequest(long atNanos, int inputTokens, int outputTokens, int[] prefixBlocks) {}
