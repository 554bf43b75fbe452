package dev.tierway.evals.suite;

import dev.tierway.evals.dataset.DatasetSpec;
import dev.tierway.evals.grader.GraderSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A suite file that was read and holds together: every name it refers to exists. Immutable.
 *
 * @param file the suite file; runs are kept beside it
 * @param hash SHA-256 over its text, in hexadecimal
 * @param reports what is written at the end of a run
 */
public record EvalPlan(
        Path file,
        String hash,
        String project,
        SequencedMap<String, TargetSpec> targets,
        SequencedMap<String, DatasetSpec> datasets,
        SequencedMap<String, GraderSpec> graders,
        SequencedMap<String, SuiteSpec> suites,
        RunSpec run,
        Optional<RoiSpec> roi,
        GateSpec gate,
        Set<ReportFormat> reports) {

    public EvalPlan {
        targets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(targets));
        datasets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(datasets));
        graders = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(graders));
        suites = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(suites));
        reports = Set.copyOf(reports);
    }

    /** What paths in the file are relative to. */
    public Path folder() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }

    /**
     * The dataset {@code name}, or the part of one for {@code name/part}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public DatasetSpec dataset(String name) {
        int slash = name.indexOf('/');
        DatasetSpec found = datasets.get(slash < 0 ? name : name.substring(0, slash));
        if (found == null) {
            throw new IllegalArgumentException("no dataset '" + name + "'");
        }
        return slash < 0 ? found : found.only(name.substring(slash + 1));
    }

    /** The suite that a run is about: that of the first rule that sets a target, else the last; empty without suites. */
    public Optional<SuiteSpec> leadingSuite() {
        SequencedMap<String, SuiteSpec> byName = suites;
        return gate.rules().stream()
                .filter(GateRule::setsTarget)
                .findFirst()
                .flatMap(GateRule::suite)
                .flatMap(it -> Optional.ofNullable(byName.get(it)))
                .or(() -> Optional.ofNullable(byName.lastEntry()).map(Map.Entry::getValue));
    }
}
