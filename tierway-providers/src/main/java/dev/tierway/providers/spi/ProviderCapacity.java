package dev.tierway.providers.spi;

/**
 * How much a deployment can hold, from engine truth where it tells, else from configuration.
 *
 * @param slots requests it runs at once
 * @param kvTokens tokens of KV cache; {@link Long#MAX_VALUE} when unknown
 * @param contextTokens longest prompt plus output
 * @param prefillTokensPerSecond prior, replaced by what is learned
 * @param outputTokensPerSecond prior for one stream
 * @param yields whether the engine holds lower tiers back by itself: standard, flex and batch for reserved and priority,
 *     flex and batch for standard
 */
public record ProviderCapacity(
        int slots,
        long kvTokens,
        int contextTokens,
        double prefillTokensPerSecond,
        double outputTokensPerSecond,
        boolean yields) {}
