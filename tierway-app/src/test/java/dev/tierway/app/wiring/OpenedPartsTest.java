package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.app.config.ConfigSource;
import dev.tierway.app.config.TierwayConfig;
import dev.tierway.testing.gguf.TinyModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails leaves nothing open. */
class OpenedPartsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void what_was_opened_last_is_closed_first_whatever_happens() {
        List<String> closed = new ArrayList<>();
        OpenedParts parts = new OpenedParts();
        parts.add(() -> closed.add("first"));
        parts.add(() -> {
            closed.add("second");
            throw new IOException("does not close");
        });
        parts.add(() -> closed.add("third"));

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("third", "second", "first");
    }

    @Test
    void a_port_that_is_taken_leaves_the_ledger_closed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertStartFails(
                    taken.getLocalPort(),
                    "d: {provider: openai-compatible, base_url: \"http://127.0.0.1:9/v1\"," + " model: m}",
                    "d");
        }
        assertThat(openFiles()).noneMatch(file -> file.startsWith(folder.toString()));
    }

    @Test
    void a_deployment_that_does_not_come_up_takes_those_of_its_pool_down() throws Exception {
        Path model = TinyModel.DEFAULT.write(folder.resolve("tiny.gguf"));
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "no model");

        assertStartFails(
                0,
                "a: {provider: embedded, model: \"" + model + "\", context: 512, threads: 1}\n"
                        + "  b: {provider: embedded, model: \"" + broken + "\", context: 512, threads: 1}",
                "a, b");

        assertThat(openFiles()).noneMatch(file -> file.startsWith(folder.toString()));
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(model.toString());
    }

    private void assertStartFails(int port, String deployments, String served) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "what is open is read from /proc");
        Path file = Files.writeString(folder.resolve("tierway.yaml"), """
                version: 1
                server: {port: %d}
                storage: {url: "sqlite:%s"}
                deployments:
                  %s
                models:
                  m: {deployments: [%s]}
                projects:
                  shop: {keys: [%s]}
                """.formatted(
                        port, folder.resolve("ledger.db"), deployments, served, AdminGateway.KEY));
        TierwayConfig config = ConfigSource.file(file).load(System::getenv).config();
        assertThatThrownBy(() -> Wiring.parts(System.getenv()).gateway().start(config, (what, bytes, total) -> {}))
                .isNotNull();
        assertThat(folder.resolve("ledger.db")).exists();
    }

    private static List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                try {
                    open.add(Files.readSymbolicLink(file).toString());
                } catch (IOException closedMeanwhile) {
                    // It is not open, then.
                }
            }
        }
        return open;
    }
}
