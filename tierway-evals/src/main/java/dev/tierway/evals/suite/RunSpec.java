package dev.tierway.evals.suite;

import dev.tierway.core.tier.ServiceTier;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How suites are run.
 *
 * @param concurrency cases at a time
 * @param tier of all calls that do not say; {@code batch} sends them as batches
 * @param budgetNanos nano-dollars that a run may cost; unlimited when empty
 * @param resume whether the last unfinished run of the same suite file is gone on with
 * @param retries of calls that failed in a way that may pass
 * @param timeout of one call
 * @param seed of everything random
 * @param allowCommands whether graders may start programs
 */
public record RunSpec(
        int concurrency,
        Optional<ServiceTier> tier,
        Cache cache,
        OptionalLong budgetNanos,
        boolean resume,
        int retries,
        Duration timeout,
        long seed,
        boolean allowCommands) {

    public static final RunSpec DEFAULT = new RunSpec(
            8, Optional.empty(), Cache.DEFAULT, OptionalLong.empty(), false, 2, Duration.ofMinutes(2), 1, false);

    /**
     * What is remembered between runs.
     *
     * @param includeTrial whether each trial has its own answer; without it all trials of a case share one
     * @param keepFailures whether a call that failed is remembered beyond its run
     */
    public record Cache(Mode mode, boolean includeTrial, boolean keepFailures) {
        public static final Cache DEFAULT = new Cache(Mode.READ_WRITE, true, false);
    }

    public enum Mode {
        READ_WRITE("read_write"),
        READ("read"),
        WRITE("write"),
        OFF("off");

        private final String wireName;

        Mode(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
