package dev.tierway.scheduler.policy;

import java.time.Duration;

/**
 * How full a deployment may be, and what is kept free for the tiers above.
 *
 * @param timeBetweenTokens that flex and batch work beside higher tiers may not push a deployment past
 * @param kvReserve share of the KV cache, 0 to 1, that predictions leave free for their own error
 * @param reclaim shortest time assumed for a slot to come back; a tier leaves free what the tiers above it will
 *     probably ask for in the meantime
 * @param headroomShare largest share of the pool's slots, 0 to 1, kept free that way
 * @param reservedSlots slots kept from priority and standard work wherever there is a reservation, even an idle one
 * @param signalMaxAge after which a deployment's own report no longer counts
 * @param batchPrompts share of the deployments, above 0 and at most 1, that may compute batch prompts at once while higher
 *     tiers send requests; that share of them stays free of any prompt, too
 */
public record LimitPolicy(
        Duration timeBetweenTokens,
        double kvReserve,
        Duration reclaim,
        double headroomShare,
        int reservedSlots,
        Duration signalMaxAge,
        double batchPrompts) {

    public static final LimitPolicy DEFAULT =
            new LimitPolicy(Duration.ofMillis(50), 0.05, Duration.ofMillis(100), 0.25, 1, Duration.ofSeconds(3), 0.5);

    public LimitPolicy {
        if (!(kvReserve >= 0 && kvReserve < 1) || !(headroomShare >= 0 && headroomShare < 1) || reservedSlots < 0) {
            throw new IllegalArgumentException("limit policy: kv_reserve (" + kvReserve + ") and headroom_share ("
                    + headroomShare + ") must be at least 0 and below 1, reserved_slots (" + reservedSlots
                    + ") not negative");
        }
        if (!(batchPrompts > 0 && batchPrompts <= 1)) {
            throw new IllegalArgumentException(
                    "limit policy: batch_prompts (" + batchPrompts + ") must be above 0 and at most 1");
        }
        if (!timeBetweenTokens.isPositive() || reclaim.isNegative() || signalMaxAge.isNegative()) {
            throw new IllegalArgumentException("limit policy: time_between_tokens (" + timeBetweenTokens
                    + ") must be positive, reclaim (" + reclaim + ") and signal_max_age (" + signalMaxAge
                    + ") not negative");
        }
    }

    /** The same with another target for the time between tokens. */
    public LimitPolicy withTimeBetweenTokens(Duration target) {
        return new LimitPolicy(target, kvReserve, reclaim, headroomShare, reservedSlots, signalMaxAge, batchPrompts);
    }
}
