package dev.tierway.evals.summary;

import dev.tierway.evals.run.RunManifest;
import java.util.List;

/**
 * What a run is compared with: all of an earlier run that comparisons need, so that it stands alone when the run itself
 * is gone.
 *
 * @param name what it is called, like {@code main@last-green}; the run's id when it is no stored baseline
 */
public record Baseline(String name, RunManifest manifest, List<CaseCounts> cases) {
    public Baseline {
        cases = List.copyOf(cases);
    }
}
