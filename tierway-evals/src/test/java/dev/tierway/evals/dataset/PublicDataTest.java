package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.testing.SharedData;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The formats that public data really comes in. */
class PublicDataTest {
    @Test
    void banking77_is_read_whole_with_its_line_breaks_in_quotes() {
        DatasetSpec train = DatasetsTest.spec(data("banking77/train.csv"), DatasetsTest.fields("text", "category"));
        DatasetSpec test = DatasetsTest.spec(data("banking77/test.csv"), DatasetsTest.fields("text", "category"));
        Set<String> labels = new HashSet<>();
        long broken = 0;
        for (Case example : DatasetsTest.cases(train)) {
            labels.add(example.expected().stringValue());
            broken += example.input().stringValue().contains("\n") ? 1 : 0;
        }
        assertThat(DatasetsTest.cases(train)).hasSize(10_003);
        assertThat(DatasetsTest.cases(test)).hasSize(3_080);
        assertThat(labels).hasSize(77);
        assertThat(broken).isPositive();
    }

    @Test
    void multidogo_turns_cluster_by_conversation() {
        DatasetSpec.Fields fields = new DatasetSpec.Fields(
                Optional.of("utteranceId"),
                Optional.of("utterance"),
                Optional.of("intent"),
                Optional.of("conversationId"),
                Optional.empty());
        List<Case> cases = DatasetsTest.cases(DatasetsTest.spec(data("multidogo-finance/finance_dev.tsv"), fields));
        assertThat(cases.getFirst().input().stringValue()).isEqualTo("hii");
        assertThat(cases.getFirst().expected().stringValue()).isEqualTo("openinggreeting");
        assertThat(cases.stream().map(Case::cluster).distinct().count()).isLessThan(cases.size() / 2L);
    }

    @Test
    void star_dialogues_are_read_by_path() {
        DatasetSpec.Fields fields = new DatasetSpec.Fields(
                Optional.of("DialogueID"),
                Optional.of("Events"),
                Optional.of("$.Scenario.WizardCapabilities[0].Task"),
                Optional.empty(),
                Optional.empty());
        DatasetSpec happy = DatasetsTest.selected(
                DatasetsTest.spec(data("star/bank.jsonl"), fields),
                Map.of("$.Scenario.Happy", "true"),
                OptionalLong.of(5));
        assertThat(DatasetsTest.cases(happy)).hasSize(5).allSatisfy(it -> {
            assertThat(it.input().isArray()).isTrue();
            assertThat(it.expected().stringValue()).startsWith("bank_");
        });
    }

    @Test
    void tau2_tasks_are_one_array() {
        List<Case> tasks = DatasetsTest.cases(DatasetsTest.spec(data("tau2-retail/tasks.json")));
        assertThat(tasks).hasSizeGreaterThan(100);
        assertThat(tasks.getFirst().id()).isEqualTo("0");
    }

    private static Path data(String path) {
        Optional<Path> found = SharedData.find(path);
        assumeTrue(found.isPresent(), "shared/data/" + path + " is not here");
        return found.orElseThrow();
    }
}
