package dev.tierway.storage.spend;

/**
 * A change of what was spent in a period.
 *
 * @param nanos nano-dollars to add; negative to give back
 */
public record SpendDelta(SpendPeriod period, long nanos) {}
