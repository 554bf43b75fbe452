package dev.tierway.engine;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.engine.text.TokenChooser;

/**
 * What to generate.
 *
 * @param isolationKey prompts share cached prefixes only with prompts of the same key
 * @param prompt token ids, at least one; not to be changed afterwards
 * @param maxTokens most tokens to generate, at least 1
 * @param chooser used and closed by the engine thread once the request is accepted
 * @param deadlineNanos on the engine's ticker; {@link Long#MAX_VALUE} for none
 */
public record GenerationRequest(
        ServiceTier tier, String isolationKey, int[] prompt, int maxTokens, TokenChooser chooser, long deadlineNanos) {}
