package dev.tierway.simulator.report;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.scheduler.engine.RefusalReason;
import java.util.Map;

/**
 * What requests of one requested tier got, over those that arrived in the measured phase.
 *
 * @param offered arrivals
 * @param served finished, in whatever tier
 * @param servedElsewhere of those, served in another tier than requested
 * @param refused by reason
 * @param left clients that gave up before the first token
 * @param failed requests whose attempts all failed
 * @param open requests that had not ended when the run stopped
 * @param waitMillis in our queue before the attempt that counts
 * @param ttftMillis from arrival to first token
 * @param tbtMillis mean time between tokens of each finished request
 * @param otps output tokens a second of each finished request, after its first token
 * @param share of the weighted tokens finished in the measured phase, 0 to 1
 * @param longestGapSeconds longest time in the measured phase in which none of its requests finished
 * @param preemptions attempts cancelled to make room
 */
public record TierFigures(
        ServiceTier tier,
        int offered,
        int served,
        int servedElsewhere,
        Map<RefusalReason, Integer> refused,
        int left,
        int failed,
        int open,
        Distribution waitMillis,
        Distribution ttftMillis,
        Distribution tbtMillis,
        Distribution otps,
        double share,
        double longestGapSeconds,
        int preemptions) {

    public int refusals() {
        return refused.values().stream().mapToInt(Integer::intValue).sum();
    }
}
