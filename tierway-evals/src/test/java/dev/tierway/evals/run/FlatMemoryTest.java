package dev.tierway.evals.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.dataset.Case;
import dev.tierway.evals.dataset.DataFormat;
import dev.tierway.evals.dataset.DatasetSpec;
import dev.tierway.evals.dataset.Datasets;
import dev.tierway.evals.model.EvalCache;
import dev.tierway.evals.suite.TargetSpec;
import dev.tierway.evals.target.Target;
import dev.tierway.evals.target.Targets;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded answers that are several times as large as the memory of the process that grades them. */
class FlatMemoryTest {
    private static final int CASES = 10_000;
    private static final int LENGTH = 10_000;

    @TempDir
    Path folder;

    /** What runs in a small process. */
    static final class Child {
        private Child() {}

        /** Takes the folder with the cases and the answers. */
        public static void main(String... arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            DatasetSpec cases = new DatasetSpec(
                    "cases",
                    new DatasetSpec.Source.Table(folder.resolve("cases.jsonl"), DataFormat.JSONL),
                    DatasetSpec.Fields.BY_NAME,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    OptionalLong.empty(),
                    Optional.empty());
            TargetSpec recorded = new TargetSpec.Recorded(
                    "old",
                    folder.resolve("answers.jsonl"),
                    "id",
                    "output",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            Targets targets = new Targets(
                    _ -> {
                        throw new IllegalStateException("no model is asked");
                    },
                    "",
                    Optional.empty(),
                    (_, _) -> {
                        throw new IllegalStateException();
                    },
                    _ -> {
                        throw new IllegalStateException();
                    });
            try (Target target = targets.make(recorded, Optional.empty())) {
                SuiteRun suite = new SuiteRun(
                        "s",
                        false,
                        target,
                        List.of(Runs.exact()),
                        () -> Datasets.open(cases),
                        1,
                        Case::cluster,
                        _ -> "",
                        0);
                RunDirectory directory = Runs.directory(folder.resolve("runs"), suite);
                RunEnd end = Runs.run(EvalCache.off()).run(directory, List.of(suite));
                System.out.println(end.done() + " results");
            }
        }
    }

    private void write(String file, String member, String text, boolean backwards) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(file))) {
            for (int i = 0; i < CASES; i++) {
                int id = backwards ? CASES - 1 - i : i;
                out.write("{\"id\": \"" + id + "\", \"" + member + "\": \"" + text + "\"}\n");
            }
        }
    }

    @Test
    void a_hundred_megabytes_of_answers_are_graded_in_a_heap_of_forty_eight() throws Exception {
        write("cases.jsonl", "expected", "yes", false);
        write("answers.jsonl", "output", "y".repeat(LENGTH), true);
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        Child.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEqualTo(CASES + " results" + System.lineSeparator());
    }
}
