package dev.tierway.scheduler.pace;

import java.time.Duration;

/**
 * When batch stops waiting for idle capacity, and how much it may ask for.
 *
 * @param onset share of the pool, above 0, that batch must need from now on to be in time before its floor is raised;
 *     below it, it goes on taking only what is left over
 * @param release the floor is dropped once batch needs less than this part of {@code onset}, 0 to 1
 * @param cap largest floor, at least {@code onset} and at most 1, however late batch is
 * @param reserve of the time left that is not planned with, for the last lines to run, at most half of it; a batch that
 *     is still open so shortly before its end has a floor however little is left of it
 */
public record PacePolicy(double onset, double release, double cap, Duration reserve) {

    public static final PacePolicy DEFAULT = new PacePolicy(0.15, 0.8, 0.3, Duration.ofMinutes(5));

    public PacePolicy {
        if (!(onset > 0 && onset <= cap && cap <= 1) || !(release >= 0 && release <= 1) || reserve.isNegative()) {
            throw new IllegalArgumentException("pace policy: onset (" + onset + ") must be above 0 and at most cap ("
                    + cap + "), cap at most 1, release (" + release + ") between 0 and 1, reserve (" + reserve
                    + ") not negative");
        }
    }
}
