package dev.tierway.evals.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContaminationTest {
    private static final String LONG =
            "please send the second replacement card to my new address in the north of the city as soon as you can";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void the_same_words_are_found_whatever_their_case_and_punctuation() throws IOException {
        Contamination found = between(
                "[{\"id\":\"a\",\"input\":\"Where's my card?\"}]",
                "[{\"id\":\"x\",\"input\":\"where S MY   card\"},{\"id\":\"y\",\"input\":\"where is my card\"}]");
        assertThat(found)
                .extracting(Contamination::cases, Contamination::same, Contamination::overlapping)
                .containsExactly(2L, 1L, 0L);
        assertThat(found.examples()).containsExactly(new Contamination.Example("a", "x", 1));
    }

    @Test
    void a_run_of_thirteen_words_is_found_and_one_of_twelve_is_not() throws IOException {
        String thirteen = "the second replacement card to my new address in the north of the";
        Contamination found = between(
                "[{\"id\":\"a\",\"input\":\"" + LONG + "\"}]",
                "[{\"id\":\"x\",\"input\":\"yes, " + thirteen + " country\"}," + "{\"id\":\"y\",\"input\":\"yes, "
                        + thirteen.substring(4) + " country\"}]");
        assertThat(found)
                .extracting(Contamination::same, Contamination::overlapping)
                .containsExactly(0L, 1L);
        assertThat(found.examples()).singleElement().satisfies(it -> {
            assertThat(it.found()).isEqualTo("x");
            assertThat(it.share()).isEqualTo(1.0 / 3);
        });
    }

    @Test
    void empty_inputs_are_no_sign_of_anything() throws IOException {
        assertThat(between("[{\"input\":\"\"}]", "[{\"input\":\"?\"}]").examples())
                .isEmpty();
    }

    @Test
    void banking77_repeats_some_training_questions_in_its_test_split() {
        Optional<Path> data = SharedData.find("banking77");
        Assumptions.assumeTrue(data.isPresent(), "shared/data/banking77 is not here");
        DatasetSpec.Fields fields = DatasetsTest.fields("text", "category");
        try (CaseStream train = Datasets.open(DatasetsTest.spec(data.get().resolve("train.csv"), fields));
                CaseStream test = Datasets.open(DatasetsTest.spec(data.get().resolve("test.csv"), fields))) {
            Contamination found = Contamination.between(train, test);
            assertThat(found.cases()).isEqualTo(3080);
            assertThat(found.same()).isEqualTo(25);
            assertThat(found.overlapping()).isEqualTo(20);
        }
    }

    private Contamination between(String known, String held) throws IOException {
        Path a = Files.writeString(folder.resolve("known.json"), known);
        Path b = Files.writeString(folder.resolve("held.json"), held);
        try (CaseStream left = Datasets.open(DatasetsTest.spec(a));
                CaseStream right = Datasets.open(DatasetsTest.spec(b))) {
            return Contamination.between(left, right);
        }
    }
}
