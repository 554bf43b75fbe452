package dev.tierway.app.batch;

import static dev.tierway.app.batch.FakeBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a batch whose {@code tierway batch run} is interrupted. */
@DisabledOnOs(OS.WINDOWS)
class InterruptedRunTest {
    @TempDir
    private Path folder;

    @Test
    void the_first_signal_cancels_and_what_has_run_is_written() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.finds(batch("in_progress", 2, 1, 0))
                    .whenCancelled(batch("cancelled", 2, 1, 0, "\"output_file_id\": \"file-out\","))
                    .file("file-out", "{\"custom_id\": \"a\"}\n");
            Process run = run(gateway);
            gateway.awaitLook();

            run.destroy();

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.requests()).contains("POST /v1/batches/batch_01/cancel {}");
            assertThat(Files.readString(folder.resolve("in.output.jsonl"))).isEqualTo("{\"custom_id\": \"a\"}\n");
            assertThat(Files.readString(folder.resolve("err"))).contains("cancelling batch_01; what has run is kept");
        }
    }

    @Test
    void the_second_ends_the_process_at_once() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.finds(batch("in_progress", 2, 1, 0)).whenCancelled(batch("cancelling", 2, 1, 0));
            Process run = run(gateway);
            gateway.awaitLook();
            run.destroy();
            gateway.awaitCancel();

            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(run.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(folder.resolve("in.output.jsonl")).doesNotExist();
        }
    }

    private Process run(FakeBatches gateway) throws IOException {
        Path input = Files.writeString(
                folder.resolve("in.jsonl"),
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"messages\":[]}}");
        List<String> words = new ArrayList<>(List.of("batch", "run", input.toString(), "--model", "m"));
        words.addAll(List.of("--url", gateway.url(), "--key", FakeBatches.KEY));
        return GatewayProcess.main(words)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }
}
