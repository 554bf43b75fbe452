package dev.tierway.simulator.report;

import dev.tierway.core.tier.ServiceTier;

/**
 * What one project got in one requested tier.
 *
 * @param offered requests that arrived in the measured phase
 * @param served of those, finished
 * @param weightedTokens of requests that finished in the measured phase
 * @param ttftMillis of those offered, from arrival to first token
 */
public record FlowFigures(
        String project, ServiceTier tier, int offered, int served, double weightedTokens, Distribution ttftMillis) {}
