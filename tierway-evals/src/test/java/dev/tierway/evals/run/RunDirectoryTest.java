package dev.tierway.evals.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    private Path runs = Path.of("");

    @Test
    void the_latest_of_two_runs_of_one_second_is_the_one_that_began_later() throws IOException {
        begun("20270102-030405-zzzz", Runs.NOW);
        begun("20270102-030405-aaaa", Runs.NOW.plusMillis(1));
        begun("20270102-030404-mmmm", Runs.NOW.minusMillis(1));

        assertThat(RunDirectory.find(runs, "latest").id()).isEqualTo("20270102-030405-aaaa");
        assertThat(RunDirectory.list(runs))
                .extracting(RunDirectory::id)
                .containsExactly("20270102-030405-aaaa", "20270102-030405-zzzz", "20270102-030404-mmmm");
    }

    private void begun(String id, Instant at) throws IOException {
        RunDirectory.create(
                runs,
                new RunManifest(
                        id,
                        at,
                        "project",
                        "version",
                        1,
                        "",
                        List.of(),
                        new TreeMap<>(),
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }
}
