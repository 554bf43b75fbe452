package dev.tierway.simulator.report;

/**
 * What batch work took, and what live traffic, which is all that is neither flex nor batch, felt of it.
 *
 * @param liveTtftMillis from arrival to first token
 * @param liveTbtMeanMillis mean over requests of the mean time between their tokens
 * @param liveTbtMillis mean time between tokens of each request
 * @param batchTokensPerSecond weighted tokens of lines that finished in the measured phase, cached ones counted whole
 * @param wastedShare weighted tokens of attempts at lines that were cancelled or failed, per weighted token served
 * @param cachedShare of the lines' prompt tokens
 * @param onTimeShare of the lines due by the end of the run that were served within their window
 */
public record SharingFigures(
        Distribution liveTtftMillis,
        double liveTbtMeanMillis,
        Distribution liveTbtMillis,
        double batchTokensPerSecond,
        double wastedShare,
        double cachedShare,
        double onTimeShare) {}
