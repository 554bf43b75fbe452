package dev.tierway.app.bench.overload;

import dev.tierway.core.tier.ServiceTier;

/**
 * A request of the load, before it is sent.
 *
 * @param index unique in its run; makes its prompt unlike any other
 * @param dueNanos when it leaves, from the start of its phase
 * @param outputTokens what it asks for as {@code max_tokens}
 */
record PlannedRequest(int index, long dueNanos, ServiceTier tier, int promptTokens, int outputTokens) {}
