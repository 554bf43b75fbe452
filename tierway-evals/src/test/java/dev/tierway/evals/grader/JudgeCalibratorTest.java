package dev.tierway.evals.grader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.evals.dataset.DatasetException;
import dev.tierway.evals.embedding.Embedders;
import dev.tierway.evals.judge.CalibrationFolder;
import dev.tierway.evals.judge.JudgeCalibration;
import dev.tierway.evals.judge.JudgeCalibration.Order;
import dev.tierway.evals.judge.JudgeSpec;
import dev.tierway.evals.model.ChatModel;
import dev.tierway.evals.stats.JudgeErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class JudgeCalibratorTest {
    /** Likes whatever is polite, and has no opinion about silence. */
    private static final ChatModel POLITE = Evidences.model(body -> {
        String shown = shown(body);
        return shown.contains("SILENCE")
                ? "hm"
                : "{\"reason\": \"r\", \"score\": "
                        + (shown.toLowerCase(Locale.ROOT).contains("thank you") ? 1 : 0) + "}";
    });

    @TempDir
    Path folder;

    @Test
    void verdicts_are_counted_against_peoples() throws IOException, InterruptedException {
        LabelSheet sheet = sheet("""
                id,input,output,label
                1,q,"Thank you, done",pass
                2,q,Done,pass
                3,q,"Thank you, no",fail
                4,q,No,fail
                5,q,No way,fail
                6,q,SILENCE,fail
                7,q,Not judged yet,
                """);

        JudgeCalibrator.Outcome outcome = JudgeCalibrator.calibrate(tone(POLITE), sheet.samples(), 3);

        assertThat(outcome.errors()).isEqualTo(new JudgeErrors(1, 1, 1, 2));
        assertThat(outcome.unscoredCount()).isEqualTo(1);
        assertThat(outcome.disagreements())
                .extracting(JudgeCalibrator.Disagreement::caseId)
                .containsExactly("2", "3");
        assertThat(outcome.spend().calls()).isEqualTo(7);
        assertThat(sheet.unlabelled()).isEqualTo(1);
    }

    @Test
    void a_judge_of_pairs_is_also_asked_in_the_other_order() throws IOException, InterruptedException {
        LabelSheet sheet = sheet("""
                id,input,output,expected,label
                1,q,good one,bad one,pass
                2,q,bad one,good one,fail
                3,q,same one,same one,pass
                """);
        ChatModel model = Evidences.model(body -> {
            String shown = shown(body);
            int good = shown.indexOf("good");
            String better = good < 0 ? "first" : good < shown.indexOf("bad") ? "first" : "second";
            return "{\"reason\": \"r\", \"better\": \"" + better + "\"}";
        });
        Grader judge = new GraderFactory(Evidences.parts(model))
                .grader(new GraderSpec.Pairwise(
                        "v", JudgeSpec.of("j"), GraderSpec.EXPECTED, "Which?", "{{input}}", true));

        JudgeCalibrator.Outcome outcome = JudgeCalibrator.calibrate(judge, sheet.samples(), 2);

        assertThat(outcome.errors()).isEqualTo(new JudgeErrors(2, 0, 0, 1));
        assertThat(outcome.order()).isEqualTo(new Order(3, 1, 4, 6));
        JudgeProbe.Report report = JudgeProbe.probe(judge, sheet.samples(), 2, 0.95);
        assertThat(report.order().orElseThrow().same().orElseThrow().estimate()).isEqualTo(2 / 3.0);
    }

    @Test
    void a_judge_that_falls_for_padding_is_found_out() throws IOException, InterruptedException {
        LabelSheet sheet = sheet("""
                id,input,output,label
                1,q,"Thank you. Done",pass
                2,q,No. Never,fail
                """);

        JudgeProbe.Report report = JudgeProbe.probe(tone(POLITE), sheet.samples(), 1, 0.95);

        assertThat(report.changes())
                .extracting(it -> it.style().wireName() + " " + it.toPass() + " " + it.toFail() + " " + it.compared())
                .containsExactly("padded 1 0 2", "bulleted 0 0 2", "headed 0 0 2", "plain 0 0 2");
        assertThat(report.order()).isEmpty();
        assertThat(JudgeProbe.Style.BULLETED.dress("One. Two")).isEqualTo("- One.\n- Two");
        assertThat(JudgeProbe.Style.HEADED.dress("One. Two")).isEqualTo("## Answer\n\n**One.**\n\nTwo");
        assertThat(JudgeProbe.Style.PLAIN.dress("")).isEmpty();
    }

    @Test
    void a_kept_calibration_lets_its_judge_count_until_it_changes() throws IOException {
        CalibrationFolder kept = new CalibrationFolder(folder.resolve("calibrations"));
        JudgeCalibration calibration = new JudgeCalibration(
                "cal-7",
                "tone",
                tone(POLITE).fingerprint(),
                "judge-1",
                Instant.parse("2026-11-22T10:00:00Z"),
                "sha256:00",
                new JudgeErrors(90, 10, 5, 45),
                2,
                new Order(10, 1, 11, 20));
        kept.write(calibration);

        assertThat(kept.find("cal-7")).contains(calibration);
        assertThat(kept.find("cal-8")).isEmpty();
        assertThat(calibrated("Be polite", kept).advisory()).isEmpty();
        assertThat(calibrated("Be brief", kept).advisory())
                .hasValueSatisfying(it -> assertThat(it).contains("was changed since"));
    }

    @Test
    void files_that_are_none_are_told() throws IOException {
        CalibrationFolder kept = new CalibrationFolder(folder);
        Files.writeString(kept.file("broken"), "{\"grader\": 7}");

        assertThatThrownBy(() -> kept.find("broken")).hasMessageContaining("broken.json is no calibration");
        assertThatThrownBy(() -> kept.find("../secret")).hasMessageContaining("no name of a calibration");
        assertThatThrownBy(() -> sheet("id,input,output,label\n1,q,a,yes\n"))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(":2")
                .hasMessageContaining("pass or fail, not 'yes'");
        assertThatThrownBy(() -> sheet("id,input,label\n1,q,pass\n")).hasMessageContaining("'output' is missing");
    }

    private LabelSheet sheet(String csv) throws IOException {
        return LabelSheet.read(Files.writeString(folder.resolve("labels.csv"), csv));
    }

    private static Grader tone(ChatModel model) {
        return new GraderFactory(Evidences.parts(model)).grader(rubric("Be polite", JudgeSpec.of("judge-1")));
    }

    private Grader calibrated(String rubric, CalibrationFolder kept) {
        JudgeSpec judge = new JudgeSpec(
                "judge-1", Optional.of("cal-7"), Duration.ofSeconds(60), Optional.empty(), OptionalInt.empty());
        return new GraderFactory(new GraderParts(POLITE, Embedders.NONE, kept, folder, false))
                .grader(rubric(rubric, judge));
    }

    private static GraderSpec rubric(String rubric, JudgeSpec judge) {
        return new GraderSpec.Rubric("tone", judge, rubric, GraderSpec.OUTPUT, 0, 1, 0.5);
    }

    private static String shown(ObjectNode body) {
        return body.at("/messages/1/content").asString();
    }
}
