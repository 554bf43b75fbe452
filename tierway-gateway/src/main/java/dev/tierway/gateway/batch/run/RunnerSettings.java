package dev.tierway.gateway.batch.run;

import java.time.Duration;

/**
 * How batches are run.
 *
 * @param linesAtOnce lines of one model at most that this gateway has in its queue or runs; positive
 * @param outputExpiry how long output files are kept where the batch does not say
 * @param lease how long others wait for a gateway that is not heard of before they take over what it has claimed
 * @param poll how often a gateway looks for work of others and for cancelled or expired batches
 * @param retries when a line that failed is tried again
 */
public record RunnerSettings(int linesAtOnce, Duration outputExpiry, Duration lease, Duration poll, Retries retries) {
    public static final RunnerSettings DEFAULTS = new RunnerSettings(
            256, Duration.ofDays(30), Duration.ofSeconds(15), Duration.ofSeconds(1), Retries.DEFAULTS);

    public RunnerSettings {
        if (linesAtOnce < 1) {
            throw new IllegalArgumentException("linesAtOnce must be positive, is " + linesAtOnce);
        }
    }

    public RunnerSettings withLinesAtOnce(int lines) {
        return new RunnerSettings(lines, outputExpiry, lease, poll, retries);
    }

    public RunnerSettings withOutputExpiry(Duration expiry) {
        return new RunnerSettings(linesAtOnce, expiry, lease, poll, retries);
    }
}
