package dev.tierway.evals.run;

import dev.tierway.evals.model.Spend;
import java.util.List;

/** Hears how a run goes on, from one thread. */
public interface RunProgress {
    RunProgress NONE = new RunProgress() {
        @Override
        public void begins(String suite, long missing) {}

        @Override
        public void done(List<CaseResult> results, Spend spent) {}
    };

    /** A suite begins, of which {@code missing} results are still to be made. */
    void begins(String suite, long missing);

    /**
     * Results that are on disk now.
     *
     * @param spent by this attempt at the run so far
     */
    void done(List<CaseResult> results, Spend spent);
}
