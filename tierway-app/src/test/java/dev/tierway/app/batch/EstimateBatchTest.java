package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.wiring.Wiring;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batch will cost is what its lines would be charged, one by one, and no gateway is asked. */
class EstimateBatchTest {
    /** Each prompt is 42 bytes of JSON: 10 tokens at 4 bytes each, and one to begin with. */
    private static final String PROMPT = "[{\"role\":\"user\",\"content\":\"Why is it dark\"}]";

    @TempDir
    private Path folder;

    private Path config = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                deployments:
                  d: {provider: openai-compatible, base_url: "http://127.0.0.1:9/v1", model: llama, concurrency: 1}
                models:
                  m:
                    deployments: [d]
                    price: {input: "$1/M", output: "$4/M", tiers: {batch: 0.5}}
                    capacity: {input_tpm: 1000, output_tpm: 60}
                  free: {deployments: [d]}
                projects:
                  shop: {keys: [tw-shop-0123456789abcdef]}
                """);
        file = Files.writeString(
                folder.resolve("in.jsonl"),
                line("a", "\"messages\":" + PROMPT + ",\"max_tokens\":100")
                        + line("b", "\"messages\":" + PROMPT + ",\"max_tokens\":20,\"n\":2")
                        + line("c", "\"messages\":" + PROMPT)
                        + line("d", "\"messages\":\"none\""));
    }

    private static String line(String id, String members) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{" + members
                + "}}\n";
    }

    /** What a command line did. */
    private record Result(int exitCode, String out, String err) {}

    private Result estimate(String... options) {
        List<String> words = new ArrayList<>(List.of("batch", "estimate", file.toString()));
        words.addAll(List.of(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new TierwayCommands(
                        Wiring.parts(Map.of()), new Terminal(print(out), print(err), false, Map.of()))
                .run(words.toArray(String[]::new));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    @Test
    void tokens_costs_and_time_are_told_with_what_they_rest_on() {
        Result told = estimate("--model", "m", "-c", config.toString(), "--output-tokens", "50");

        assertThat(told.err()).isEmpty();
        int input = 3 * (PROMPT.length() / 4 + 1);
        int output = 100 + 2 * 20 + 50;
        assertThat(told.out()).isEqualTo("""
                lines     4 for m at /v1/chat/completions, 0.0 MB
                input     %d tokens: one for every 4 bytes of prompts and tools
                output    %d tokens at most, by max_tokens; 1 lines set none and count 50
                cost      $0.000%d as a batch, $0.000%d in standard
                time      3m 10s at the model's whole capacity
                refused   1 line whose body is no request
                """.formatted(input, output, (input + 4 * output) / 2, input + 4 * output));
    }

    @Test
    void without_a_configuration_there_are_tokens_only() {
        Result told = estimate("--model", "m", "--tpm", "1k");

        assertThat(told.exitCode()).isZero();
        assertThat(told.out())
                .contains("cost      unknown: name the gateway's configuration with -c\n")
                .contains("time      26s at 1k tokens a minute\n");
    }

    @Test
    void json_has_the_exact_figures() {
        assertThat(estimate("--model", "m", "-c", config.toString(), "--json").out())
                .startsWith("{\"lines\":4,")
                .contains(
                        "\"output_tokens\":396,\"lines_without_max_tokens\":1,\"lines_refused\":1,\"cost_usd\":{\"batch\":0.000");
        assertThat(estimate("--model", "free", "-c", config.toString(), "--json")
                        .out())
                .contains("\"cost_usd\":{\"batch\":null,\"standard\":null},\"seconds\":null");
    }

    @Test
    void a_model_that_is_not_configured_is_told() {
        assertThat(estimate("--model", "mm", "-c", config.toString()).err())
                .isEqualTo("tierway: the configuration has no model 'mm'; did you mean 'm'?\n");
    }
}
