package dev.tierway.evals.report;

import dev.tierway.evals.grader.Verdict;
import dev.tierway.evals.run.CaseResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The results that a page shows: of each suite and target the first failures, some unscored and a few passes. However many
 * results there are, only so many are kept.
 */
public final class CaseDetails {
    private final SequencedMap<Place, Map<Verdict, Kept>> places = new LinkedHashMap<>();

    /** A suite on a target. */
    record Place(String suite, String target) {}

    /**
     * Results with one verdict.
     *
     * @param shown the first of them
     * @param more how many are left out
     */
    record Shelf(List<CaseResult> shown, long more) {}

    private static final class Kept {
        private final List<CaseResult> shown = new ArrayList<>();
        private long more;
    }

    /** Takes all of {@code results}, one by one. */
    public static CaseDetails of(Iterator<CaseResult> results) {
        CaseDetails details = new CaseDetails();
        results.forEachRemaining(details::add);
        return details;
    }

    private void add(CaseResult result) {
        Kept kept = places.computeIfAbsent(
                        new Place(result.key().suite(), result.key().target()), _ -> new EnumMap<>(Verdict.class))
                .computeIfAbsent(result.verdict(), _ -> new Kept());
        if (kept.shown.size() < most(result.verdict())) {
            kept.shown.add(result);
        } else {
            kept.more++;
        }
    }

    private static int most(Verdict verdict) {
        return switch (verdict) {
            case FAIL -> 200;
            case UNSCORED -> 50;
            case PASS -> 20;
        };
    }

    Shelf of(String suite, String target, Verdict verdict) {
        Kept kept = places.getOrDefault(new Place(suite, target), Map.of()).get(verdict);
        return kept == null ? new Shelf(List.of(), 0) : new Shelf(List.copyOf(kept.shown), kept.more);
    }
}
