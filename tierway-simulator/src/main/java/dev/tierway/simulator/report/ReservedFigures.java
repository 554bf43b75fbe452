package dev.tierway.simulator.report;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.scheduler.engine.TierReason;
import java.util.Map;

/**
 * What came of one reservation in the measured phase.
 *
 * @param inputShare units drawn of those that it granted on the input side; above 1 when it began with a full bucket
 * @param outputShare as {@code inputShare}
 * @param use of requests that ended in the phase
 * @param inside requests that arrived in the phase and were let in
 * @param lost of those {@code inside}, that failed or whose clients left
 * @param elsewhere requests that arrived in the phase and were moved to another tier, by reason
 * @param triedFirst of those {@code elsewhere}, that were first sent to a deployment as reserved
 * @param insideWaitMillis of those {@code inside}
 */
public record ReservedFigures(
        String name,
        double inputShare,
        double outputShare,
        ReservationUse use,
        int inside,
        int lost,
        Map<TierReason, Integer> elsewhere,
        int triedFirst,
        Distribution insideWaitMillis) {

    /** Use of the side that ran out first. */
    public double share() {
        return Math.max(inputShare, outputShare);
    }

    public int moved() {
        return elsewhere.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Part of the requests above the entitlement that were moved before a deployment was tried; 1 when there were none. */
    public double movedBeforeALeg() {
        return moved() == 0 ? 1 : (double) (moved() - triedFirst) / moved();
    }

    /** Prompt tokens served for each unit drawn on the input side. */
    public double tokensPerUnit() {
        return use.inputUnits() == 0 ? 0 : (double) use.inside().input() * BurndownRates.UNIT / use.inputUnits();
    }
}
