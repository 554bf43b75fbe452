package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A judge from the first label to counting at the gate, through a whole gateway. */
class JudgeCommandsTest {
    private static final String SUITES = """
            version: 1
            project: shop
            targets:
              bot: {model: assistant, prompt: "{{input}}"}
            datasets:
              questions: {file: questions.jsonl}
            graders:
              polite: {type: rubric, judge: judge, rubric: Is it polite?%s}
            suites:
              tone: {target: bot, dataset: questions, graders: [polite]}
            run: {concurrency: 1, retries: 0}
            """;

    @TempDir
    private Path folder;

    private EvalShop shop;

    @BeforeEach
    void open() throws IOException {
        shop = new EvalShop(folder, JudgeCommandsTest::answer);
        shop.write("evals.yaml", SUITES.formatted(""));
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= 6; i++) {
            rows.append(
                    "{\"id\": \"q%d\", \"input\": \"%s question %d\"}\n".formatted(i, i % 2 == 0 ? "rude" : "kind", i));
        }
        shop.write("questions.jsonl", rows.toString());
    }

    @AfterEach
    void close() {
        shop.close();
    }

    /** The assistant is as kind as it is asked; the judge sees it, and takes everything on one line for kind. */
    private static ObjectNode answer(JsonNode body) {
        JsonNode messages = body.path("messages");
        String asked = messages.path(messages.size() - 1).path("content").asString("");
        if (body.has("response_format")) {
            boolean rude = asked.contains("Go away.");
            return EvalShop.says("{\"reason\": \"as it reads\", \"score\": " + (rude ? 0 : 1) + "}");
        }
        return EvalShop.says(asked.startsWith("rude") ? "Go away. Now." : "Gladly. Come in.");
    }

    private int label(String typed, String... words) {
        InputStream keyboard = System.in;
        try {
            System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
            return shop.tierway(words);
        } finally {
            System.setIn(keyboard);
        }
    }

    private String[] labelling() {
        return new String[] {
            "judge",
            "label",
            "latest",
            "-c",
            shop.file("evals.yaml").toString(),
            "--labels",
            shop.file("labels.jsonl").toString()
        };
    }

    private int judge(String command, String... more) {
        String[] words = new String[6 + more.length];
        System.arraycopy(
                new String[] {
                    "judge",
                    command,
                    "--judge",
                    "polite",
                    "--labels",
                    shop.file("labels.jsonl").toString()
                },
                0,
                words,
                0,
                6);
        System.arraycopy(more, 0, words, 6, more.length);
        return shop.suites(words);
    }

    @Test
    void labels_of_people_let_a_judge_count() throws Exception {
        assertThat(shop.suites("eval", "run")).as(shop.err()).isEqualTo(ExitCode.INFRASTRUCTURE);
        assertThat(shop.out()).contains("unscored");

        assertThat(label("p\nwhat\nf\nq\n", labelling())).as(shop.err()).isEqualTo(ExitCode.OK);
        assertThat(shop.out())
                .contains("one of p, f, s, q")
                .contains("2 labelled")
                .doesNotContain("as it reads");
        assertThat(label("p\nf\np\nf\n", labelling())).as(shop.err()).isEqualTo(ExitCode.OK);
        assertThat(shop.out()).contains("4 labelled").doesNotContain("kind question 1\n");
        assertThat(Files.readAllLines(shop.file("labels.jsonl"))).hasSize(6);

        assertThat(judge("calibrate", "--as", "polite-1")).as(shop.err()).isEqualTo(ExitCode.OK);
        assertThat(shop.out())
                .containsPattern("sensitivity +100.0 %")
                .containsPattern("specificity +100.0 %")
                .contains("To let the judge count: calibrated: polite-1");

        shop.write("evals.yaml", SUITES.formatted(", calibrated: polite-1"));
        assertThat(shop.suites("eval", "run", "--json")).as(shop.err()).isEqualTo(ExitCode.OK);
        JsonNode report = JsonMapper.shared().readTree(shop.out());
        assertThat(report.findValue("passes").asInt()).isEqualTo(3);
        assertThat(report.findValue("fails").asInt()).isEqualTo(3);
    }

    @Test
    void a_probe_tells_which_style_moves_a_judge() throws Exception {
        shop.write("labels.jsonl", """
                {"id": "a", "input": "x", "output": "Go away. Now.", "label": "fail"}
                {"id": "b", "input": "x", "output": "Gladly. Come in.", "label": "pass"}
                """);

        assertThat(judge("probe")).as(shop.err()).isEqualTo(ExitCode.OK);
        assertThat(shop.out())
                .containsPattern("padded +2 +0.0 %.* 0 +0 +0\\R")
                .containsPattern("plain +2 +50.0 %.* 1 +0 +0\\R");
        assertThat(judge("probe", "--json")).isEqualTo(ExitCode.OK);
        assertThat(JsonMapper.shared().readTree(shop.out()).path("styles")).hasSize(4);
    }

    @Test
    void a_judge_of_the_family_that_it_grades_is_warned_of() throws Exception {
        shop.write(
                "evals.yaml",
                SUITES.formatted("")
                        .replace("model: assistant", "model: qwen-small")
                        .replace("judge: judge", "judge: qwen-judge"));
        String warning = "warning: suite 'tone': judge qwen-judge and target qwen-small are of one family";

        assertThat(shop.tierway("eval", "check", "-c", shop.file("evals.yaml").toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(shop.err()).contains(warning);
        assertThat(shop.suites("eval", "run", "--dry-run")).as(shop.err()).isEqualTo(ExitCode.OK);
        assertThat(shop.err()).contains(warning);

        shop.write("evals.yaml", SUITES.formatted("").replace("judge: judge", "judge: qwen-judge"));
        assertThat(shop.suites("eval", "run", "--dry-run")).isEqualTo(ExitCode.OK);
        assertThat(shop.err()).doesNotContain("warning");
    }

    @Test
    void what_is_no_judge_or_has_no_label_is_told() throws Exception {
        shop.write("labels.jsonl", "{\"id\": \"a\", \"input\": \"x\", \"output\": \"y\", \"label\": \"\"}\n");

        assertThat(judge("calibrate")).isEqualTo(ExitCode.USAGE);
        assertThat(shop.err()).contains("no row of").contains("has a label");
        shop.write("labels.jsonl", "{\"id\": \"a\", \"input\": \"x\", \"output\": \"y\", \"label\": \"maybe\"}\n");
        assertThat(judge("calibrate")).isEqualTo(ExitCode.USAGE);
        assertThat(shop.err()).contains("'label' is pass or fail, not 'maybe'").contains("labels.jsonl:1");
        assertThat(shop.suites(
                        "judge",
                        "probe",
                        "--judge",
                        "polit",
                        "--labels",
                        shop.file("labels.jsonl").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(shop.err()).contains("'polit' is no judge").contains("polite");
    }
}
