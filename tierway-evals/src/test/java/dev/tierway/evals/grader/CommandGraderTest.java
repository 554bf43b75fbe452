package dev.tierway.evals.grader;

import static dev.tierway.evals.grader.Evidences.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandGraderTest {
    @TempDir
    Path folder;

    @Test
    void it_runs_only_where_it_may() {
        assertThatThrownBy(() -> new GraderFactory(Evidences.parts(Evidences.model(body -> "")))
                        .grader(spec(Duration.ofSeconds(5), "true")))
                .hasMessageContaining("--allow-commands");
    }

    @Test
    void its_exit_code_is_a_verdict_when_it_says_nothing() throws InterruptedException {
        assertThat(grade("true").verdict()).isEqualTo(Verdict.PASS);
        assertThat(grade("false").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(script("exit 3").verdict()).isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void it_reads_the_evidence_and_writes_a_grade() throws InterruptedException {
        Grade grade = script(
                "grep -q '\"output_text\":\"Hello\"' && echo '{\"pass\": true, \"score\": 0.7, \"reason\": \"ok\"}'");

        assertThat(grade.verdict()).isEqualTo(Verdict.PASS);
        assertThat(grade.score()).hasValue(0.7);
        assertThat(grade.reason()).isEqualTo("ok");
    }

    @Test
    void nonsense_is_unscored() throws InterruptedException {
        assertThat(script("echo fine").verdict()).isEqualTo(Verdict.UNSCORED);
        assertThat(script("echo '{\"pass\": \"yes\"}'").verdict()).isEqualTo(Verdict.UNSCORED);
        assertThat(script("echo '{\"pass\": true, \"score\": 1e999}'").verdict())
                .isEqualTo(Verdict.UNSCORED);
        assertThat(grade("there-is-no-such-program").verdict()).isEqualTo(Verdict.UNSCORED);
    }

    @Test
    void it_sees_nothing_of_our_environment_and_leaves_nothing() throws InterruptedException, IOException {
        Grade grade = script("touch mine; test -z \"$JAVA_HOME$USER\" && test \"$HOME\" = \"$PWD\"");

        assertThat(grade.verdict()).isEqualTo(Verdict.PASS);
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void one_that_does_not_end_is_ended() throws InterruptedException {
        Grade grade = new GraderFactory(parts())
                .grader(spec(Duration.ofMillis(100), "sh", "-c", "sleep 1000"))
                .grade(answer("Hello", "''"));

        assertThat(grade.verdict()).isEqualTo(Verdict.UNSCORED);
        assertThat(grade.reason()).contains("took more than 100 ms");
    }

    @Test
    void one_that_writes_without_end_is_ended() throws InterruptedException {
        assertThat(script("yes").reason()).contains("wrote more than");
    }

    private Grade script(String script) throws InterruptedException {
        return grade("sh", "-c", script);
    }

    private Grade grade(String... argv) throws InterruptedException {
        return new GraderFactory(parts())
                .grader(spec(Duration.ofSeconds(20), argv))
                .grade(answer("Hello", "''"));
    }

    private static GraderSpec spec(Duration timeout, String... argv) {
        return new GraderSpec.Command("own", List.of(argv), timeout);
    }

    private GraderParts parts() {
        GraderParts parts = Evidences.parts(Evidences.model(body -> ""));
        return new GraderParts(parts.models(), parts.embedders(), parts.calibrations(), folder, true);
    }
}
