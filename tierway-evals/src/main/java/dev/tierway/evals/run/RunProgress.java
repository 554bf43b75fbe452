package dev.tierway.evals.run;

import java.util.List;

/** Hears how a run goes on, from one thread. */
public interface RunProgress {
    RunProgress NONE = new RunProgress() {
        @Override
        public void begins(String suite, String target) {}

        @Override
        public void done(List<CaseResult> results, long spentNanos) {}
    };

    void begins(String suite, String target);

    /**
     * Results that are on disk now.
     *
     * @param spentNanos nano-dollars that this attempt at the run has cost so far
     */
    void done(List<CaseResult> results, long spentNanos);
}
