package dev.tierway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TierwayCommandsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<TierwayConfig> started = new ArrayList<>();

    @Test
    void up_serves_the_bundled_configuration_and_says_what_to_type() {
        assertThat(run("up", "--port", "9191")).isZero();

        assertThat(started).singleElement().satisfies(config -> {
            assertThat(config.server().port()).isEqualTo(9191);
            assertThat(config.models()).containsKey("smollm2-135m-instruct");
        });
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("curl -s http://127.0.0.1:9191/v1/chat/completions -H 'Authorization: Bearer tierway-dev'")
                .contains("Stop with Ctrl-C");
    }

    @Test
    void up_with_a_configuration_does_not_offer_the_development_key(@TempDir Path dir) throws IOException {
        assertThat(run("up", "-c", config(dir).toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Bearer YOUR_KEY");
    }

    @Test
    void check_explains_who_may_do_what(@TempDir Path dir) throws IOException {
        assertThat(run("check", "-c", config(dir).toString())).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                        listens on 127.0.0.1:8080, for this machine only
                        keeps its ledger in sqlite:data/tierway.db
                        takes files of up to 512 MB, as the input of a batch 200 MB
                        takes batches of up to 50000 lines, and has at most 256 lines of a model queued or running
                        groups single submissions until they are 100, or 2s old; keeps results for 720h

                        model assistant, at least 22.0 tokens/s a stream
                          local: smollm2-135m-instruct in this process, 8 slots (4 while reserved or priority work runs), 16384 tokens of KV cache, region local
                          gpu: llama on vllm at http://10.0.0.5:8000/v1, 128 at once, ordered by the engine's priority too, region west
                          has no price, so what it costs is not known

                        project shop: 1 key, weight 1.0
                          may ask for reserved, standard; without a tier it gets standard
                          holds peak

                        reservation peak: 200000 input and 20000 output tokens a minute of assistant for shop; above it refused
                          not checked against what assistant can serve: its 'capacity' is not stated

                        tiers, most urgent first
                          reserved: waits at most 2m, 2000 in the queue
                          priority: waits at most 2m, 2000 in the queue
                          standard: waits at most 2m, 10000 in the queue
                          flex: waits at most 15m, 50000 in the queue, at least 5% of the tokens
                          batch: waits at most 24h, 200000 in the queue, at least 2% of the tokens
                        """);
    }

    @Test
    void check_tells_programs_in_json(@TempDir Path dir) throws IOException {
        Path written = config(dir);
        Files.writeString(written, Files.readString(written) + "secret: \"written \\\"out\\\" here\"\n");
        Path bad = Files.writeString(dir.resolve("bad.yaml"), "version: 1\nmodels: \"3\\\"\"\n");

        assertThat(run("check", "--json", "-c", written.toString())).isZero();
        assertThat(run("check", "--json", "-c", bad.toString())).isEqualTo(1);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"valid\":true,\"problems\":[],\"warnings\":[{\"file\":\"" + written
                                + "\",\"line\":12,\"column\":9,\"message\":\"'secret' is written out in the configuration;"
                                + " prefer env:NAME or file:path, so that the file can be shared\"}]}",
                        "{\"valid\":false,\"problems\":[{\"file\":\"" + bad
                                + "\",\"line\":2,\"column\":9,\"message\":\"'models' must be a mapping of keys to values,"
                                + " not the value '3\\\"'\"}],\"warnings\":[]}");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void a_bad_configuration_is_told_whole_and_without_a_stack_trace(@TempDir Path dir) throws IOException {
        Path bad = Files.writeString(dir.resolve("bad.yaml"), "version: 1\nservr: {}\nmodels: 3\n");

        assertThat(run("serve", "-c", bad.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(bad + ":3:9: 'models' must be a mapping of keys to values, not the value '3'\n" + bad
                        + ":2:1: unknown key 'servr'; did you mean 'server'?\ntierway: 2 problems\n");
        assertThat(started).isEmpty();
    }

    @Test
    void a_mistyped_command_is_answered_with_the_nearest() {
        assertThat(run("serv")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("tierway: unknown command 'serv'; did you mean 'serve'? (see 'tierway --help')\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "up --port many",
                "up --port 70000",
                "up --colour",
                "bench overload --times 0",
                "bench overload --duration 5",
                "bench overload --mix flex=1,gold=2",
                "bench overload --url nowhere",
                "sim",
                "sim no_such_story",
                "sim steady --seeds 0",
                "models fetch unheard-of"
            })
    void wrong_usage_is_one_line_and_exit_code_1(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("tierway: ");
        assertThat(started).isEmpty();
    }

    @Test
    void what_is_missing_outside_is_one_line_and_exit_code_2() {
        assertThat(run("natives", "install")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("tierway: npm is not on the PATH: install Node.js\n");
    }

    @Test
    void scenarios_and_models_are_listed() {
        assertThat(run("sim", "--list")).isZero();
        assertThat(run("models", "list")).isZero();
        assertThat(run("sim", "steady", "--seeds", "3")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("steady")
                .contains("nothing happens")
                .contains("105 MB")
                .contains("report of steady over 3 seeds");
    }

    @Test
    void every_command_has_help() {
        for (String command : List.of(
                "",
                "up",
                "serve",
                "check",
                "bench",
                "bench overload",
                "bench proxy",
                "sim",
                "models",
                "natives",
                "prices",
                "prices import",
                "prices show",
                "prices quote",
                "usage",
                "costs",
                "latency",
                "use-cases",
                "projects",
                "keys",
                "keys list",
                "keys create",
                "keys revoke",
                "reservations",
                "reservations list",
                "reservations show",
                "reservations create",
                "reservations resize",
                "reservations cancel",
                "reservations figures",
                "budgets",
                "audit")) {
            assertThat(run((command + " --help").strip().split(" ", -1)))
                    .as(command)
                    .isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: tierway bench overload");
    }

    @Test
    void a_group_without_a_command_shows_what_there_is() {
        assertThat(run("bench")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("overload").contains("proxy");
    }

    private int run(String... arguments) {
        Parts parts = new Parts(
                (config, progress) -> {
                    started.add(config);
                    return new StartedGateway(config.server().port());
                },
                new OneModel(),
                progress -> {
                    throw Failure.of(FailureKind.INTERNAL, "npm_missing", "npm is not on the PATH: install Node.js")
                            .toException();
                },
                new OneStory(),
                (upstream, folder) -> {
                    throw new IOException("no gateway to measure in this test");
                });
        Terminal terminal = new Terminal(print(out), print(err), false, Map.of());
        return new TierwayCommands(parts, terminal).run(arguments);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static Path config(Path dir) throws IOException {
        return Files.writeString(dir.resolve("tierway.yaml"), """
                version: 1
                deployments:
                  local: {provider: embedded, model: smollm2-135m-instruct}
                  gpu: {provider: openai-compatible, engine: vllm, base_url: "http://10.0.0.5:8000/v1", model: llama,
                        region: west, concurrency: 128, priority: native}
                models:
                  assistant: {deployments: [local, gpu], targets: {min_otps: 22}}
                projects:
                  shop: {keys: [tw-0123456789abcdefgh], allowed_tiers: [reserved, standard]}
                reservations:
                  peak: {model: assistant, project: shop, input_tpm: 200k, output_tpm: 20k, spill: reject}
                """);
    }

    /** A gateway that was told to stop as soon as it ran. */
    private record StartedGateway(int port) implements RunningGateway {
        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + port);
        }

        @Override
        public void awaitClosed() {}

        @Override
        public void close() {}
    }

    private static final class OneModel implements ModelShelf {
        @Override
        public List<Model> models() {
            return List.of(new Model("smollm2-135m-instruct", "small", 105_000_000, true));
        }

        @Override
        public Path fetch(String name, Progress progress) {
            throw new UsageException("unknown model '" + name + "'");
        }
    }

    private static final class OneStory implements Simulations {
        @Override
        public List<Scenario> scenarios() {
            return List.of(new Scenario("steady", "nothing happens"));
        }

        @Override
        public String run(String scenario, int seeds, boolean json) {
            return "report of " + scenario + " over " + seeds + " seeds";
        }
    }
}
