package dev.tierway.simulator.server;

import dev.tierway.core.tier.ServiceTier;
import java.util.List;

/**
 * A request as it reaches an engine.
 *
 * @param tier served tier, which the engine may use to order its work
 * @param outputTokens tokens after which it ends, at least 1
 */
public record Attempt(
        long id, ServiceTier tier, int inputTokens, int outputTokens, List<Long> prefixBlocks, int blockTokens) {}
