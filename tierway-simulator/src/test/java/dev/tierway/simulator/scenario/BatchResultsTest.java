package dev.tierway.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the stories about batches with their committed results: the quick ones over one seed in every build, all of them
 * over ten with {@code -Dtierway.seeds=10}, over which the goals are judged. {@code -Dtierway.results=rewrite} writes them anew.
 */
class BatchResultsTest {
    private static final Path RESULTS = Path.of("src/test/resources/results/batch");
    private static final boolean REWRITE = "rewrite".equals(System.getProperty("tierway.results"));
    private static final int SEEDS = Integer.getInteger("tierway.seeds", 1);
    private static final int JUDGED = 10;
    private static final Set<String> QUICK =
            Set.of("batch_beside_live_on_one", "batch_beside_live_embedded", "batch_windows_over_noon");

    /** Goals that are not reached yet. */
    private static final Map<String, Set<String>> OPEN = Map.of();

    static Stream<String> names() {
        return Scenarios.batches().stream().map(Scenario::name).filter(name -> SEEDS >= JUDGED || QUICK.contains(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void results_are_the_committed_ones(String name) throws IOException {
        Scenario scenario = Scenarios.batches().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        ScenarioReport report = scenario.overSeeds(SEEDS).run(Scenarios.SEED);
        List<String> result = new Comparison(report).toText().lines().toList();
        Path file = RESULTS.resolve(name + "-" + SEEDS + ".txt");
        if (REWRITE) {
            Files.createDirectories(RESULTS);
            Files.write(file, result);
        }
        assertThat(result).isEqualTo(Files.readAllLines(file));
        if (SEEDS >= JUDGED) {
            assertThat(report.goals().stream()
                            .filter(goal -> !goal.met())
                            .map(goal -> goal.goal().text()))
                    .as("missed goals of %s", name)
                    .containsExactlyInAnyOrderElementsOf(OPEN.getOrDefault(name, Set.of()));
        }
    }
}
