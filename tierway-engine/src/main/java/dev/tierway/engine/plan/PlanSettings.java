package dev.tierway.engine.plan;

import java.time.Duration;

/**
 * How steps are composed.
 *
 * @param width most sequences in one step
 * @param narrowWidth most sequences in a step while reserved or priority work is active; more only when these tiers fill
 *     it themselves
 * @param smallestChunk prompt tokens below which a chunk costs throughput
 * @param largestChunk most prompt tokens of a step while anything decodes
 * @param step length that flex and batch, and prompts next to decodes, may stretch a step to
 * @param narrowStep the same while reserved or priority work is active: the time between their tokens
 * @param aloneStep length that prompts may stretch a step to when nothing decodes; for reserved and priority prompts, when
 *     none of these tiers decodes
 * @param standardShare share of engine time that standard work gets even while higher tiers take every step, 0 to 1
 * @param flexShare the same for flex
 * @param batchShare the same for batch
 */
public record PlanSettings(
        int width,
        int narrowWidth,
        int smallestChunk,
        int largestChunk,
        Duration step,
        Duration narrowStep,
        Duration aloneStep,
        double standardShare,
        double flexShare,
        double batchShare) {

    public static final PlanSettings DEFAULTS = new PlanSettings(
            16, 4, 16, 32, Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(500), 0.10, 0.05, 0.02);

    public PlanSettings {
        if (width < 1 || narrowWidth < 1 || narrowWidth > width) {
            throw new IllegalArgumentException("step width out of range: width=" + width + " (1 or more), narrowWidth="
                    + narrowWidth + " (1 to width)");
        }
        if (smallestChunk < 1 || largestChunk < smallestChunk) {
            throw new IllegalArgumentException("prompt chunk out of range: smallest=" + smallestChunk
                    + " (1 or more), largest=" + largestChunk + " (smallest or more)");
        }
        if (narrowStep.isNegative()
                || narrowStep.isZero()
                || step.compareTo(narrowStep) < 0
                || aloneStep.compareTo(step) < 0) {
            throw new IllegalArgumentException("step length out of range: narrowStep=" + narrowStep
                    + " (above 0), step=" + step + " (narrowStep or more), aloneStep=" + aloneStep + " (step or more)");
        }
        if (!(standardShare >= 0 && flexShare >= 0 && batchShare >= 0 && standardShare + flexShare + batchShare < 1)) {
            throw new IllegalArgumentException(
                    "minimum shares must not be negative and must sum to less than 1: standard=" + standardShare
                            + " flex=" + flexShare + " batch=" + batchShare);
        }
    }

    public PlanSettings withWidth(int normal, int narrow) {
        return new PlanSettings(
                normal,
                narrow,
                smallestChunk,
                largestChunk,
                step,
                narrowStep,
                aloneStep,
                standardShare,
                flexShare,
                batchShare);
    }

    public PlanSettings withShares(double standard, double flex, double batch) {
        return new PlanSettings(
                width, narrowWidth, smallestChunk, largestChunk, step, narrowStep, aloneStep, standard, flex, batch);
    }
}
