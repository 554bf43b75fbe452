package dev.tierway.scheduler.engine;

import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.tier.ServiceTier;
import java.util.List;
import java.util.Optional;

/**
 * One request as the scheduler sees it: who asks, how urgently, and how large it probably is.
 *
 * @param id unique among the requests of this pool that have not ended
 * @param project who pays; fairness inside a tier is between projects
 * @param tier what the caller asked for, already clamped by policy
 * @param inputTokens estimated prompt tokens, cached ones included
 * @param outputTokens expected output tokens (a learned quantile), for fairness and predicted KV
 * @param maxOutputTokens the bound the backend will enforce, {@link Integer#MAX_VALUE} for none; at least
 *     {@code outputTokens}
 * @param prefixBlocks hashes of the prompt's leading fixed-size blocks, salted by project, longest last; empty when
 *     unknown
 * @param blockTokens tokens a block of {@code prefixBlocks} covers; 0 when there are none
 * @param deadlineNanos on the pool's ticker: after it the request is not worth starting
 * @param flexFallback whether a flex request may be served as standard when it would expire
 * @param restartable whether an attempt that has begun to answer may still be thrown away and started anew; false when
 *     its tokens go to the caller as they come
 * @param spill what a reserved request asks for instead of its reservation's spill policy; empty for the policy
 */
public record SchedulingRequest(
        long id,
        String project,
        ServiceTier tier,
        int inputTokens,
        int outputTokens,
        int maxOutputTokens,
        List<Long> prefixBlocks,
        int blockTokens,
        long deadlineNanos,
        boolean flexFallback,
        boolean restartable,
        Optional<SpillOverride> spill) {

    public SchedulingRequest {
        prefixBlocks = List.copyOf(prefixBlocks);
        if (inputTokens < 0 || outputTokens < 0 || maxOutputTokens < outputTokens) {
            throw new IllegalArgumentException("request " + id + ": needs 0 <= input_tokens (" + inputTokens
                    + ") and 0 <= output_tokens (" + outputTokens + ") <= max_output_tokens (" + maxOutputTokens + ")");
        }
    }
}
