package dev.tierway.app.wiring;

import dev.tierway.app.cli.RunningGateway;
import dev.tierway.app.cli.Terminal;
import dev.tierway.app.cli.TierwayCommands;
import dev.tierway.app.config.ConfigSource;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A folder with suite files, a whole gateway, and a backend that answers chats by a script. */
final class EvalShop implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY = "tw-test-0123456789abcdef";

    private final Path folder;
    private final FakeUpstream upstream;
    private final RunningGateway gateway;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /**
     * Starts it with the aliases assistant, customer and judge.
     *
     * @param script gives the message for the body of a chat completion
     */
    EvalShop(Path folder, Function<JsonNode, ObjectNode> script) throws IOException {
        this.folder = folder;
        this.upstream = FakeUpstream.start(request -> answer(request, script));
        Path config = write("tierway.yaml", """
                version: 1
                server: {port: 0, drain_timeout: 1s}
                storage: {url: "sqlite:%s"}
                deployments:
                  d: {provider: openai-compatible, engine: vllm, base_url: "%s", model: llama, concurrency: 16}
                models:
                  assistant: {deployments: [d], price: {input: "$1/M", output: "$4/M"}}
                  customer: {deployments: [d], price: {input: "$1/M", output: "$4/M"}}
                  judge: {deployments: [d], price: {input: "$1/M", output: "$4/M"}}
                projects:
                  shop: {keys: [%s], allowed_tiers: [standard, flex, batch]}
                """.formatted(folder.resolve("tierway.db"), upstream.baseUrl(), KEY));
        this.gateway = Wiring.parts(Map.of())
                .gateway()
                .start(ConfigSource.file(config).load(_ -> null).config(), (_, _, _) -> {});
    }

    /** A message of a model that says {@code text}. */
    static ObjectNode says(String text) {
        return JSON.createObjectNode().put("role", "assistant").put("content", text);
    }

    private static Script answer(RecordedRequest request, Function<JsonNode, ObjectNode> script) {
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        ObjectNode message = script.apply(JSON.readTree(request.bodyText()));
        ObjectNode event = JSON.createObjectNode();
        ObjectNode choice = event.putArray("choices").addObject().put("index", 0);
        choice.set("delta", message);
        choice.put("finish_reason", message.has("tool_calls") ? "tool_calls" : "stop");
        return Script.events(
                event.toString(),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":2,\"total_tokens\":22}}");
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    int asked() {
        return (int) upstream.requests().stream()
                .filter(it -> it.path().endsWith("/chat/completions"))
                .count();
    }

    /** Runs one command line; what it printed before is forgotten. */
    int tierway(String... words) {
        out.reset();
        err.reset();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                Map.of());
        return new TierwayCommands(Wiring.parts(Map.of()), terminal).run(words);
    }

    /** The same against the gateway, with the suite file evals.yaml. */
    int suites(String... words) {
        List<String> all = Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                "-c",
                                file("evals.yaml").toString(),
                                "--url",
                                gateway.address().toString(),
                                "--key",
                                KEY))
                .toList();
        return tierway(all.toArray(String[]::new));
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
