package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official JavaScript client, given a base URL and a key, and nothing else. Skipped where npm is missing. */
class OpenAiNodeSdkTest {
    private static final String PACKAGE = "openai@7.57.0";

    @Test
    void chats_streams_runs_batches_and_evals_and_reads_errors(@TempDir Path folder) throws Exception {
        assumeThat(runs(folder, "npm", "--version")).as("npm is on the PATH").isTrue();
        install(folder);
        try (InputStream script = OpenAiNodeSdkTest.class.getResourceAsStream("openai-client.mjs")) {
            Files.write(folder.resolve("client.mjs"), script.readAllBytes());
        }
        try (TinyGateway gateway = new TinyGateway(folder)) {
            ProcessBuilder command = new ProcessBuilder("node", "client.mjs")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile());
            command.environment().put("OPENAI_BASE_URL", gateway.address() + "/v1");
            command.environment().put("OPENAI_API_KEY", TinyGateway.KEY);
            Process process = command.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            String output = Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
            assertThat(output)
                    .contains("chat: priority")
                    .contains("stream: flex flex")
                    .contains("models: tiny")
                    .contains("file: in.jsonl batch 21 7200")
                    .contains("listed: true")
                    .contains("content: {\"custom_id\":\"first\"}")
                    .contains("deleted: true")
                    .contains("batch: validating nightly")
                    .contains("batch: completed 3 true")
                    .contains("results: row-0,row-1,row-2 batch")
                    .contains("batch: cancelled")
                    .contains("batches: true")
                    .contains("eval: eval 2 1 0 3")
                    .contains("items: pass,fail,pass")
                    .contains("eval: canceled")
                    .contains("eval: true")
                    .contains("eval: eval.deleted")
                    .contains("error: 404 id")
                    .contains("error: 400 testing_criteria")
                    .contains("error: 400 service_tier")
                    .contains("error: 401 null");
            assertThat(process.exitValue()).isZero();
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        assertThat(runs(folder, "npm", "install", "--no-audit", "--no-fund", "--silent", PACKAGE))
                .as("npm install " + PACKAGE)
                .isTrue();
    }

    private static boolean runs(Path folder, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("npm.log").toFile())
                    .start();
            return process.waitFor(100, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
