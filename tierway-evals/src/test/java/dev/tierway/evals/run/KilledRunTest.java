package dev.tierway.evals.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.evals.model.EvalCache;
import dev.tierway.evals.model.Spend;
import dev.tierway.evals.model.Timing;
import dev.tierway.evals.target.Sample;
import dev.tierway.evals.target.Target;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own that are killed in the middle. */
class KilledRunTest {
    private static final int CASES = 2000;
    private static final int KILLS = 3;

    @TempDir
    Path runs;

    /** What the killed process runs. */
    static final class Child {
        private Child() {}

        /** Takes the folder of the runs, and after how many answers it tells that it may be killed. */
        public static void main(String... arguments) throws Exception {
            Path runs = Path.of(arguments[0]);
            int last = Integer.parseInt(arguments[1]);
            AtomicInteger made = new AtomicInteger();
            SuiteRun suite = suite(Runs.target("t", (example, _) -> {
                note(runs.resolve("asked.txt"), example.id());
                if (made.incrementAndGet() == last) {
                    System.out.println("kill me");
                    new CountDownLatch(1).await();
                }
                return right(example.expected().asString());
            }));
            RunDirectory directory =
                    RunDirectory.unfinished(runs, Runs.manifest("any", suite)).orElseThrow();
            Runs.run(EvalCache.off()).run(directory, List.of(suite));
            System.out.println("whole");
        }

        private static synchronized void note(Path file, String line) {
            try {
                Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException unwritable) {
                throw new UncheckedIOException(unwritable);
            }
        }
    }

    private static Sample right(String text) {
        return Sample.answer(text, Spend.NONE, Timing.total(1));
    }

    private static SuiteRun suite(Target target) {
        return Runs.suite("s", target, CASES, 1, Runs.exact());
    }

    private String child(int last) throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + System.getProperty("jdk.module.path", ""),
                        Child.class.getName(),
                        runs.toString(),
                        Integer.toString(last))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String told = String.valueOf(out.readLine());
            if (told.equals("kill me")) {
                process.destroyForcibly();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(told).isTrue();
            return told;
        }
    }

    @Test
    void a_run_that_is_killed_several_times_loses_no_case_and_doubles_none() throws Exception {
        SuiteRun suite =
                suite(Runs.target("t", (example, _) -> right(example.expected().asString())));
        RunDirectory directory = Runs.directory(runs, suite);
        for (int kill = 0; kill < KILLS; kill++) {
            assertThat(child(400 + 13 * kill)).isEqualTo("kill me");
            assertThat(directory.manifest().end()).isEmpty();
        }
        assertThat(child(Integer.MAX_VALUE)).isEqualTo("whole");

        assertThat(Runs.results(directory))
                .extracting(CaseResult::key)
                .hasSize(CASES)
                .doesNotHaveDuplicates();
        assertThat(directory.manifest().end().orElseThrow().outcome()).isEqualTo(RunEnd.Outcome.COMPLETE);
        Map<String, Integer> asked = new HashMap<>();
        Files.readAllLines(runs.resolve("asked.txt")).forEach(it -> asked.merge(it, 1, Integer::sum));
        assertThat(asked).hasSize(CASES);
        assertThat(asked.values().stream().mapToInt(it -> it - 1).sum())
                .as("answers that were under way or not yet on disk when the process was killed")
                .isLessThan(KILLS * CASES);
    }
}
