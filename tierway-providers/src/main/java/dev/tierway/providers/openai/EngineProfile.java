package dev.tierway.providers.openai;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of an engine to send it requests and to read its state.
 *
 * @param priority how urgency is told, null when the engine has no notion of it
 * @param cacheSalt the body member that separates prefix caches, null when there is none
 * @param withheld body members of callers that would let them steer the engine past the scheduler
 * @param forwardsServiceTier whether the backend sells tiers itself and takes {@code service_tier}
 * @param defaultConcurrency requests sent at once when the configuration does not say
 * @param metrics how load is reported, null when it is not
 * @param health answers 2xx when the server can serve; below the server's root
 * @param healthWhenIdle whether to ask {@code health} also while the deployment is well and tells no metrics
 * @param capacity where limits can be read
 */
record EngineProfile(
        @Nullable PriorityHint priority,
        @Nullable String cacheSalt,
        Set<String> withheld,
        boolean forwardsServiceTier,
        int defaultConcurrency,
        @Nullable MetricsDialect metrics,
        String health,
        boolean healthWhenIdle,
        CapacitySource capacity) {

    enum CapacitySource {
        /** Nothing is told. */
        NONE,
        /** {@code max_model_len} in {@code GET /v1/models}. */
        MODELS,
        /** The same, and {@code GET /get_server_info}: {@code max_running_requests}, {@code max_total_num_tokens}. */
        SERVER_INFO,
        /** {@code GET /props}: {@code total_slots} and {@code default_generation_settings.n_ctx}. */
        PROPS
    }

    EngineProfile {
        withheld = Set.copyOf(withheld);
    }
}
