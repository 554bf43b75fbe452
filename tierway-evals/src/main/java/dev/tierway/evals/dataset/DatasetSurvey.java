package dev.tierway.evals.dataset;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What is in a dataset.
 *
 * @param cases how many it selects
 * @param parts how many of them are in each part of its split, in order; empty without a split
 * @param hash of all cases of its file, as {@code frozen} wants it
 */
public record DatasetSurvey(long cases, SequencedMap<String, Long> parts, String hash) {

    /**
     * Reads {@code spec} to its end.
     *
     * @throws DatasetException when it cannot be used
     */
    public static DatasetSurvey of(DatasetSpec spec) {
        SequencedMap<String, Long> parts = new LinkedHashMap<>();
        spec.split().ifPresent(split -> split.shares().keySet().forEach(part -> parts.put(part, 0L)));
        long cases = 0;
        try (CaseStream stream = Datasets.open(spec)) {
            while (stream.hasNext()) {
                Case example = stream.next();
                cases++;
                spec.split().flatMap(split -> split.part(example)).ifPresent(part -> parts.merge(part, 1L, Long::sum));
            }
        }
        return new DatasetSurvey(cases, parts, Datasets.hash(spec.whole()));
    }
}
