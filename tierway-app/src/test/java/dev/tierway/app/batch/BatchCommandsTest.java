package dev.tierway.app.batch;

import static dev.tierway.app.batch.FakeBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.wiring.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of {@code tierway batch}, over real HTTP. */
class BatchCommandsTest {
    private static final String TWO_LINES = """
            {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": []}}
            {"custom_id": "b", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": [], "max_tokens": 9}}
            """;

    @TempDir
    private Path folder;

    private FakeBatches gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new FakeBatches();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** What a command line did. */
    private record Result(int exitCode, String out, String err) {}

    private Result run(String... arguments) {
        return run(gateway.environment(), false, arguments);
    }

    private static Result run(Map<String, String> environment, boolean interactive, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new TierwayCommands(
                        Wiring.parts(Map.of()), new Terminal(print(out), print(err), interactive, environment))
                .run(arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String input(String lines) throws IOException {
        return Files.writeString(folder.resolve("in.jsonl"), lines).toString();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private List<String> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void a_file_runs_to_its_end_and_its_answers_are_in_place() throws IOException {
        gateway.finds(
                        batch("in_progress", 2, 1, 0),
                        batch("finalizing", 2, 2, 0),
                        batch("completed", 2, 2, 0, "\"output_file_id\": \"file-out\","))
                .file("file-out", "{\"custom_id\": \"a\"}\n{\"custom_id\": \"b\"}\n");

        Result done = run("batch", "run", input(TWO_LINES), "--model", "m", "--window", "2h");

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo("""
                batch_01 completed: 2 of 2 lines answered, $0.000001
                answers  %s
                """.formatted(folder.resolve("in.output.jsonl")));
        assertThat(read("in.output.jsonl")).isEqualTo("{\"custom_id\": \"a\"}\n{\"custom_id\": \"b\"}\n");
        assertThat(files()).containsExactly("in.jsonl", "in.output.jsonl");
        assertThat(gateway.upload())
                .contains("name=\"purpose\"\r\n\r\nbatch\r\n")
                .contains("name=\"file\"; filename=\"in.jsonl\"")
                .contains(TWO_LINES.lines().findFirst().orElseThrow() + "\n")
                .contains("\"body\": {\"model\":\"m\",\"messages\": [], \"max_tokens\": 9}}\n");
        assertThat(gateway.requests())
                .contains("POST /v1/batches {\"input_file_id\":\"file-in\",\"endpoint\":\"/v1/chat/completions\","
                        + "\"completion_window\":\"2h\"}");
    }

    @Test
    void without_a_terminal_every_change_is_a_line() throws IOException {
        gateway.finds(
                        batch("validating", 0, 0, 0),
                        batch("in_progress", 2, 0, 0),
                        batch("in_progress", 2, 0, 0),
                        batch("in_progress", 2, 1, 0),
                        batch("completed", 2, 2, 0, "\"output_file_id\": \"file-out\","))
                .file("file-out", "");

        String err = run("batch", "run", input(TWO_LINES), "--model", "m").err();

        assertThat(err.lines().map(it -> it.replaceAll(", [0-9.]+/s, [0-9]+s left", "")))
                .containsExactly(
                        "sending 0.0 MB",
                        "batch_01: 2 lines from " + folder.resolve("in.jsonl"),
                        "batch_01  validating, $0.000001",
                        "0%  in_progress, 0 of 2 lines, $0.000001",
                        "50%  in_progress, 1 of 2 lines, $0.000001",
                        "100%  completed, 2 of 2 lines, $0.000001");
    }

    @Test
    void on_a_terminal_a_bar_is_redrawn() throws IOException {
        gateway.finds(batch("in_progress", 2, 1, 1), batch("completed", 2, 1, 1, "\"output_file_id\": \"file-out\","))
                .file("file-out", "");

        Result done = run(gateway.environment(), true, "batch", "run", input(TWO_LINES), "--model", "m");

        assertThat(done.err()).contains("\r[" + "#".repeat(30) + "]  completed, 2 of 2 lines, 1 failed, $0.000001");
    }

    @Test
    void lines_that_failed_are_in_a_file_of_their_own_and_exit_code_3() throws IOException {
        gateway.finds(batch("completed", 2, 1, 1, "\"output_file_id\": \"file-out\", \"error_file_id\": \"file-err\","))
                .file("file-out", "{\"custom_id\": \"a\"}\n")
                .file("file-err", "{\"custom_id\": \"b\"}\n");
        Path out = folder.resolve("o.jsonl");
        Path errors = folder.resolve("e.jsonl");

        Result done = run(
                "batch",
                "run",
                input(TWO_LINES),
                "--model",
                "m",
                "--output",
                out.toString(),
                "--errors",
                errors.toString());

        assertThat(done.exitCode()).isEqualTo(3);
        assertThat(done.out()).contains("1 of 2 lines answered, 1 failed").contains("errors   " + errors);
        assertThat(read("o.jsonl")).isEqualTo("{\"custom_id\": \"a\"}\n");
        assertThat(read("e.jsonl")).isEqualTo("{\"custom_id\": \"b\"}\n");
    }

    @Test
    void results_of_an_earlier_run_do_not_stay() throws IOException {
        Files.writeString(folder.resolve("in.output.jsonl"), "old");
        Files.writeString(folder.resolve("in.errors.jsonl"), "old");
        gateway.finds(batch("expired", 2, 0, 0));

        assertThat(run("batch", "run", input(TWO_LINES), "--model", "m").exitCode())
                .isEqualTo(3);
        assertThat(read("in.output.jsonl")).isEmpty();
        assertThat(files()).containsExactly("in.jsonl", "in.output.jsonl");
    }

    @Test
    void results_that_do_not_come_leave_the_old_ones_and_say_how_to_get_them() throws IOException {
        Files.writeString(folder.resolve("in.output.jsonl"), "old");
        gateway.finds(batch("completed", 2, 2, 0, "\"output_file_id\": \"file-gone\","));

        Result done = run("batch", "run", input(TWO_LINES), "--model", "m");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(read("in.output.jsonl")).isEqualTo("old");
        assertThat(files()).containsExactly("in.jsonl", "in.output.jsonl");
    }

    @Test
    void a_gateway_that_is_away_for_a_while_is_waited_for() throws IOException {
        gateway.finds(
                        batch("in_progress", 2, 1, 0),
                        FakeBatches.AWAY,
                        FakeBatches.AWAY,
                        batch("completed", 2, 2, 0, "\"output_file_id\": \"file-out\","))
                .file("file-out", "");

        Result done = run("batch", "run", input(TWO_LINES), "--model", "m");

        assertThat(done.exitCode()).isZero();
        assertThat(done.err())
                .containsOnlyOnce("HTTP status 503; the batch goes on once the gateway does")
                .containsOnlyOnce("the gateway answers again");
    }

    @Test
    void an_input_that_the_gateway_does_not_take_is_exit_code_1_with_its_reasons() throws IOException {
        gateway.finds(batch("failed", 0, 0, 0, """
                "errors": {"object": "list", "data": [
                  {"code": "model_not_found", "message": "no model 'm'", "param": "body.model", "line": 1},
                  {"code": "token_limit_exceeded", "message": "too many tokens", "param": null, "line": null}]},"""));

        Result done = run("batch", "run", input(TWO_LINES), "--model", "m");

        assertThat(done.exitCode()).isEqualTo(1);
        assertThat(done.err()).endsWith("""
                        line 1: body.model: no model 'm'
                        too many tokens
                        tierway: batch_01 failed: the gateway did not take its input
                        """);
        assertThat(files()).containsExactly("in.jsonl");
    }

    @Test
    void bad_lines_are_told_before_anything_is_sent() throws IOException {
        String file = input("""
                {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "x", "messages": []}}
                {"custom_id": "a", "method": "POST", "url": "/v1/completions", "body": {"messages": []}}

                {"custom_id": "c", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": [], "stream": true}}
                {"custom_id": "d", "method": "POST"
                """);

        Result wrong = run("batch", "run", file, "--model", "m");

        assertThat(wrong.exitCode()).isEqualTo(1);
        List<String> lines = wrong.err().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo(file + ":1: body.model: 'x' is not 'm', which --model gives: a batch has one model");
        assertThat(lines.get(1)).startsWith(file + ":2: url: ");
        assertThat(lines.get(2)).startsWith(file + ":4: body.stream: ");
        assertThat(lines.get(3)).startsWith(file + ":5: ").contains("JSON");
        assertThat(lines.get(4)).isEqualTo("tierway: 4 problems in " + file + "; nothing was sent");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void bare_bodies_are_wrapped_when_that_is_asked_for() throws IOException {
        gateway.finds(batch("completed", 2, 2, 0, "\"output_file_id\": \"file-out\","))
                .file("file-out", "");
        String file = input("""
                {"messages": []}
                {"messages": [], "custom_id": "mine"}
                """);

        assertThat(run("batch", "run", file, "--model", "m").err()).contains(file + ":1: ");
        assertThat(run("batch", "run", file, "--model", "m", "--wrap").exitCode())
                .isZero();
        assertThat(gateway.upload())
                .contains("{\"custom_id\":\"line-1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":{\"model\":\"m\",\"messages\": []}}\n")
                .contains("{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"custom_id\":\"mine\","
                        + "\"body\":{\"model\":\"m\",\"messages\": []}}\n");
    }

    @Test
    void batches_are_listed_shown_followed_and_cancelled() throws IOException {
        gateway.finds(batch("in_progress", 20, 7, 1, "\"expires_at\": 1763886400,"))
                .whenCancelled(batch("cancelling", 20, 8, 1));

        assertThat(run("batch", "list").out()).isEqualTo("""
                batch     status       model  created (UTC)       lines  answered  failed       cost
                batch_01  in_progress  m      2025-11-22 08:26       20         7       1  $0.000001
                """);
        assertThat(run("batch", "show", "batch_01").out()).isEqualTo("""
                batch         batch_01
                status        in_progress
                model         m
                endpoint      /v1/chat/completions
                lines         20, 7 answered, 1 failed
                tokens        30 in, 12 out
                cost          $0.000001
                created       2025-11-22 08:26 UTC
                expires       2025-11-23 08:26 UTC
                input         file-in
                """);
        assertThat(run("batch", "cancel", "batch_01").out()).contains("status        cancelling\n");
        gateway.finds(batch("cancelled", 20, 8, 1, "\"output_file_id\": \"file-out\","))
                .file("file-out", "{}\n");
        Path out = folder.resolve("o.jsonl");
        Result followed = run("batch", "follow", "batch_01", "--output", out.toString(), "--errors", out + ".e");
        assertThat(followed.exitCode()).isEqualTo(3);
        assertThat(read("o.jsonl")).isEqualTo("{}\n");
        assertThat(run("batch", "show", "batch_02").err()).isEqualTo("tierway: no batch 'batch_02'\n");
    }

    @Test
    void json_is_what_the_gateway_told() throws IOException {
        gateway.finds(batch("completed", 2, 2, 0, "\"output_file_id\": \"file-out\","))
                .file("file-out", "");

        Result done = run("batch", "run", input(TWO_LINES), "--model", "m", "--json");

        assertThat(done.out())
                .startsWith("{\"id\":\"batch_01\"")
                .contains("\"cost_usd\":0.000001230")
                .endsWith("}\n");
    }

    @Test
    void a_wrong_key_and_a_dead_gateway_are_one_line() throws IOException {
        String file = input(TWO_LINES);

        Result wrongKey = run(Map.of("TIERWAY_URL", gateway.url()), false, "batch", "list");
        assertThat(wrongKey.exitCode()).isEqualTo(1);
        assertThat(wrongKey.err())
                .isEqualTo("tierway: the gateway at " + gateway.url()
                        + " does not take this key; give one of a project, with --key env:NAME, --key @FILE or"
                        + " TIERWAY_API_KEY\n");
        String dead;
        try (ServerSocket free = new ServerSocket(0)) {
            dead = "http://127.0.0.1:" + free.getLocalPort();
        }
        Result unreachable = run(Map.of(), false, "batch", "run", file, "--model", "m", "--url", dead);
        assertThat(unreachable.exitCode()).isEqualTo(2);
        assertThat(unreachable.err())
                .endsWith("no gateway answers at " + dead
                        + "; start one with 'tierway up', or name another with --url\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run not-there.jsonl | not-there.jsonl cannot be read",
                "run EMPTY | has no lines",
                "run IN --window soon | --window must be a duration like 24h",
                "run IN --endpoint /v1/images | no batch goes to '/v1/images'",
                "run IN | body.model",
                "run IN --model m --output same --errors same | --output and --errors are both same",
                "run IN --model m --output /not/there/out.jsonl | nothing can be written to /not/there/out.jsonl",
                "run IN --model m --url http://tierway.example | name the key of a project of http://tierway.example",
                "list --limit 101 | --limit must be a whole number from 1 to 100",
                "estimate IN --model m --tpm 0 | --tpm must be tokens a minute",
            })
    void what_is_wrong_is_told_and_exit_code_1(String line, String message) throws IOException {
        String file = input(TWO_LINES);
        String empty = Files.writeString(folder.resolve("empty.jsonl"), "\n\n").toString();
        List<String> words = new ArrayList<>(List.of("batch"));
        words.addAll(List.of(line.replace("IN", file).replace("EMPTY", empty).split(" ", -1)));

        Result wrong = run(Map.of(), false, words.toArray(String[]::new));

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains(message);
    }
}
