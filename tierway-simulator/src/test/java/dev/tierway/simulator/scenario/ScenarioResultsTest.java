package dev.tierway.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every scenario and compares its report with the committed one, so that a change of policy shows as a change of
 * results. {@code -Dtierway.results=rewrite} writes them anew.
 */
class ScenarioResultsTest {
    private static final Path RESULTS = Path.of("src/test/resources/results");

    static Stream<String> names() {
        return Scenarios.all().stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void results_are_the_committed_ones(String name) throws IOException {
        ScenarioReport report = Scenarios.named(name).orElseThrow().run(Scenarios.SEED);
        Path file = RESULTS.resolve(name + ".txt");
        if ("rewrite".equals(System.getProperty("tierway.results"))) {
            Files.createDirectories(RESULTS);
            Files.writeString(file, report.toText());
        } else if (!Files.exists(file)) {
            fail("no committed result %s: write it with -Dtierway.results=rewrite", file);
        } else {
            assertThat(report.toText())
                    .as("result of %s; if the change is meant, rewrite it with -Dtierway.results=rewrite", name)
                    .isEqualTo(Files.readString(file));
        }
    }
}
