package dev.tierway.scheduler.limit;

/**
 * Hard limits and fixed traits of a deployment.
 *
 * @param yields whether its engine holds work back by itself when higher tiers arrive: standard, flex and batch for reserved
 *     and priority, flex and batch for standard
 */
public record Capacity(int slots, long kvTokens, int contextTokens, int regionRank, boolean yields) {}
