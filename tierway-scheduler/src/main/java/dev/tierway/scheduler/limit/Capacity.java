package dev.tierway.scheduler.limit;

/**
 * Hard limits and fixed traits of a deployment.
 *
 * @param yields whether its engine pauses flex and batch work by itself when higher tiers arrive
 */
public record Capacity(int slots, long kvTokens, int contextTokens, int regionRank, boolean yields) {}
