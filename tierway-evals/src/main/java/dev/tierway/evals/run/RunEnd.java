package dev.tierway.evals.run;

import java.time.Instant;

/**
 * How a run ended.
 *
 * @param finishedAt when
 * @param planned results of the whole run
 * @param done results there are, of this and of earlier attempts at the run
 * @param why what kept the rest from running, for a person; empty when it is whole
 */
public record RunEnd(Outcome outcome, Instant finishedAt, long planned, long done, String why) {

    /** Whether it is whole, and if not, why not. */
    public enum Outcome {
        COMPLETE("complete"),
        BUDGET_EXHAUSTED("budget_exhausted"),
        INTERRUPTED("interrupted");

        private final String wireName;

        Outcome(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
