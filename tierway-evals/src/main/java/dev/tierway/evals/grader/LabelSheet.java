package dev.tierway.evals.grader;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.CaseStream;
import dev.tierway.evals.dataset.DataFormat;
import dev.tierway.evals.dataset.DatasetException;
import dev.tierway.evals.dataset.DatasetSpec;
import dev.tierway.evals.dataset.Datasets;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.target.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of samples that people judged: {@code id}, {@code input}, {@code output}, {@code expected} where there is one,
 * and {@code label}, which is {@code pass} or {@code fail}. Rows without a label were not judged yet.
 *
 * @param samples those with a label
 * @param unlabelled how many have none
 * @param hash over all of the file's rows
 */
public record LabelSheet(List<LabelledSample> samples, long unlabelled, String hash) {
    private static final String LABEL = "label";
    private static final String OUTPUT = "output";

    /**
     * Reads a sheet in any format of datasets.
     *
     * @throws DatasetException when it cannot be read, with the line
     */
    public static LabelSheet read(Path file) {
        DataFormat format = DataFormat.of(file)
                .orElseThrow(
                        () -> new DatasetException(file + ": labels are a .csv, .tsv, .jsonl, .json or .yaml file"));
        DatasetSpec spec = new DatasetSpec(
                "labels",
                new DatasetSpec.Source.Table(file, format),
                DatasetSpec.Fields.BY_NAME,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                OptionalLong.empty(),
                Optional.empty());
        List<LabelledSample> samples = new ArrayList<>();
        long unlabelled = 0;
        try (CaseStream cases = Datasets.open(spec)) {
            while (cases.hasNext()) {
                Case example = cases.next();
                String label = example.item().path(LABEL).asString("").strip();
                if (label.isEmpty()) {
                    unlabelled++;
                } else {
                    samples.add(new LabelledSample(new Evidence(example, sample(example)), good(example, label)));
                }
            }
        }
        return new LabelSheet(List.copyOf(samples), unlabelled, Datasets.hash(spec));
    }

    private static boolean good(Case example, String label) {
        return switch (label) {
            case "pass" -> true;
            case "fail" -> false;
            default -> throw new DatasetException(at(example) + "'" + LABEL + "' is pass or fail, not '" + label + "'");
        };
    }

    private static Sample sample(Case example) {
        if (!example.item().path(OUTPUT).isString()) {
            throw new DatasetException(at(example) + "'" + OUTPUT + "' is missing: the text that was judged");
        }
        return Sample.answer(example.item().path(OUTPUT).stringValue(), Spend.NONE, Timing.UNKNOWN);
    }

    private static String at(Case example) {
        return example.origin().map(Case.Origin::toString).orElse("case " + example.id()) + ": ";
    }
}
