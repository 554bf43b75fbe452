package dev.tierway.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every scenario and compares its report with the committed one, so that a change of policy shows as a change of
 * results. {@code -Dtierway.results=rewrite} writes them anew. A goal that is missed fails the test either way, unless
 * it is listed as open; an open goal that is met must leave the list.
 */
class ScenarioResultsTest {
    private static final Path RESULTS = Path.of("src/test/resources/results");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("tierway.results"));

    /** Goals that are not reached yet. */
    private static final Map<String, Set<String>> OPEN = Map.of();

    private static final List<ScenarioReport> REPORTS = new ArrayList<>();

    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void goals_are_met_and_results_are_the_committed_ones(String name) throws IOException {
        ScenarioReport report = Scenarios.named(name).orElseThrow().run(Scenarios.SEED);
        REPORTS.add(report);
        compare(RESULTS.resolve(name + ".txt"), report.toText());
        assertThat(report.goals().stream()
                        .filter(result -> !result.met())
                        .map(result -> result.goal().text()))
                .as("missed goals of %s:\n%s", name, report.toText())
                .containsExactlyInAnyOrderElementsOf(OPEN.getOrDefault(name, Set.of()));
    }

    @AfterAll
    static void the_summary_is_the_committed_one() throws IOException {
        if (REPORTS.size() == Scenarios.all().size()) {
            compare(RESULTS.resolve("report.md"), Summary.of(REPORTS));
        }
    }

    @Test
    void every_committed_result_belongs_to_a_scenario() throws IOException {
        try (Stream<Path> files = Files.list(RESULTS)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".txt")))
                    .allMatch(file -> names().anyMatch(name -> file.equals(name + ".txt")));
        }
    }

    private static void compare(Path file, String result) throws IOException {
        if (REWRITE) {
            Files.createDirectories(RESULTS);
            Files.writeString(file, result);
        } else {
            assertThat(file)
                    .as("committed result; write it with -Dtierway.results=rewrite")
                    .exists();
            assertThat(result.lines().toList())
                    .as("%s differs; if the change is meant, rewrite it with -Dtierway.results=rewrite", file)
                    .isEqualTo(Files.readAllLines(file));
        }
    }
}
