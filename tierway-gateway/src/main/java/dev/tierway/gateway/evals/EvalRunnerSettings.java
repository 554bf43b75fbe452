package dev.tierway.gateway.evals;

import dev.tierway.gateway.batch.run.Retries;
import java.time.Duration;

/**
 * How runs of evals are worked on.
 *
 * @param runsAtOnce of all projects, at this gateway
 * @param itemsAtOnce of one run
 * @param lease how long others wait for a gateway that is not heard of before they take over its runs
 * @param poll how often it looks for runs of others, and for those that were canceled
 */
public record EvalRunnerSettings(int runsAtOnce, int itemsAtOnce, Duration lease, Duration poll, Retries retries) {
    public static final EvalRunnerSettings DEFAULTS =
            new EvalRunnerSettings(8, 16, Duration.ofSeconds(15), Duration.ofSeconds(1), Retries.DEFAULTS);
}
