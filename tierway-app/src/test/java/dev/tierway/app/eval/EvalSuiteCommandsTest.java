package dev.tierway.app.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvalSuiteCommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void check_reads_the_example_and_says_what_is_in_it() {
        assertThat(run("eval", "check", "-c", "../docs/examples/evals/evals.yaml"))
                .isZero();
        assertThat(text(out))
                .contains("bank-support: targets 2, graders 2, rules at the gate 2")
                .containsPattern("tickets +6  to freeze it: frozen: sha256:[0-9a-f]{64}")
                .containsPattern("tickets/test +\\d")
                .containsPattern("routing +6  router on tickets, graded by intent, short")
                .containsPattern("history +6  yesterday on tickets, graded by intent");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void check_finds_rows_that_are_wrong_and_questions_that_were_learnt_from(@TempDir Path dir) throws IOException {
        Files.writeString(
                dir.resolve("good.csv"), "id,input,expected\n1,Where is it?,a\n2,where IS it,a\n3,How much?,b\n");
        Files.writeString(dir.resolve("bad.csv"), "id,input,expected\n1,x\n");
        Files.writeString(dir.resolve("evals.yaml"), """
                version: 1
                project: p
                targets:
                  near: {nearest: good, embedder: e}
                datasets:
                  good: {file: good.csv}
                  asked: {file: good.csv, take: 2}
                  bad: {file: bad.csv}
                graders: {exact: {type: equals}}
                suites:
                  s: {target: near, dataset: asked, graders: [exact], trials: 3}
                """);
        assertThat(run(
                        "eval",
                        "check",
                        "--json",
                        "-c",
                        dir.resolve("evals.yaml").toString()))
                .isEqualTo(1);
        JsonNode found = JsonMapper.shared().readTree(text(out));
        assertThat(found.path("valid").booleanValue()).isFalse();
        assertThat(found.at("/suites/0/results").stringValue()).isEqualTo("6");
        assertThat(found.at("/warnings/0").stringValue())
                .startsWith("of 2 cases in asked 2 are also in good word for word");
        assertThat(found.at("/problems/0").stringValue()).contains("bad.csv:2: the row has 2 fields and the header 3");
    }

    @Test
    void check_accepts_what_import_writes(@TempDir Path dir) throws IOException {
        Path questions = Files.writeString(dir.resolve("q.jsonl"), "{\"question\":\"2+2?\",\"answer\":\"4\"}\n");
        String folder = dir.resolve("made").toString();
        assertThat(run("import", "jsonl", questions.toString(), "--out", folder))
                .isZero();
        assertThat(text(err)).contains("note: the target asks the alias 'assistant'");
        assertThat(run("eval", "check", "-c", folder + "/evals.yaml")).isZero();
    }

    @Test
    void schema_prints_what_is_published() throws IOException {
        assertThat(run("eval", "schema")).isZero();
        assertThat(text(out)).isEqualTo(Files.readString(Path.of("../docs/schema/evals.schema.json")));
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(new PrintStream(out), new PrintStream(err), false, Map.of());
        CommandLine root = new CommandLine(CommandSpec.create());
        EvalCommands.lines(terminal).forEach(root::addSubcommand);
        return root.execute(arguments);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
