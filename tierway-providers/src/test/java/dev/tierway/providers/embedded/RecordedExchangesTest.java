package dev.tierway.providers.embedded;

import static dev.tierway.providers.spi.Operation.CHAT_COMPLETION;
import static dev.tierway.providers.spi.Operation.COMPLETION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tierway.core.failure.FailureException;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

/** Recorded exchanges with OpenAI, asked again of the embedded engine: the same fields with the same types come back. */
class RecordedExchangesTest {
    /** Written by the gateway, or padding. */
    private static final Set<String> NOT_OURS = Set.of("service_tier", "obfuscation");

    @ParameterizedTest
    @ValueSource(strings = {"chat-basic", "chat-multiturn", "completion-token", "completion-text-batch"})
    void a_whole_reply_has_the_recorded_fields(String name) {
        Exchange recorded = exchange(name);
        try (EmbeddedHarness harness = harness(recorded)) {
            JsonNode reply = harness.whole(recorded.operation(), recorded.request());
            assertSameShape(EmbeddedHarness.JSON.readTree(recorded.reply()), reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-streaming", "chat-streaming-detailed-usage", "completion-streaming-usage"})
    void a_stream_has_the_recorded_fields(String name) {
        Exchange recorded = exchange(name);
        List<JsonNode> expected = recorded.reply()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> EmbeddedHarness.JSON.readTree(line.substring(6)))
                .toList();
        try (EmbeddedHarness harness = harness(recorded)) {
            List<JsonNode> events = harness.events(recorded.operation(), recorded.request());
            assertSameShape(expected.getFirst(), events.getFirst());
            boolean usage = expected.getLast().get("choices").isEmpty();
            assertSameShape(expected.getLast(), events.get(events.size() - (usage ? 1 : 2)));
            assertThat(events.getLast().get("choices").isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-tools",
                "chat-parallel-tools",
                "chat-image-to-text",
                "chat-audio-to-text",
                "chat-text-to-audio",
                "chat-web-search",
                "completion-suffix"
            })
    void what_the_engine_cannot_do_is_refused_and_not_ignored(String name) {
        Exchange recorded = exchange(name);
        try (EmbeddedHarness harness = harness(recorded)) {
            FailureException refused = catchThrowableOfType(
                    FailureException.class, () -> harness.start(recorded.operation(), recorded.request()));
            assertThat(refused.failure().code()).isEqualTo("unsupported_value");
            assertThat(refused.failure().kind().httpStatus()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat-json-mode"})
    void json_mode_is_read_as_a_grammar(String name) {
        Exchange recorded = exchange(name);
        InferenceRequest request = EmbeddedHarness.request(recorded.operation(), recorded.request());
        try (EmbeddedHarness harness = harness(recorded)) {
            assertThat(harness.read(request).grammar()).isPresent();
        }
    }

    private record Exchange(Operation operation, String request, String reply) {}

    private static EmbeddedHarness harness(Exchange recorded) {
        return switch (recorded.operation()) {
            case CHAT_COMPLETION -> EmbeddedHarness.chat("Hello there");
            case COMPLETION -> EmbeddedHarness.completion("Hello there", "");
        };
    }

    private static Exchange exchange(String name) {
        Optional<Path> file = SharedData.find("openai-cassettes/" + name + ".yaml");
        assumeTrue(file.isPresent(), "the recorded exchanges are not here");
        Map<?, ?> cassette = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(read(file.get()));
        Map<?, ?> interaction = (Map<?, ?>) ((List<?>) member(cassette, "interactions")).getFirst();
        Map<?, ?> request = (Map<?, ?>) member(interaction, "request");
        String url = String.valueOf(member(request, "url"));
        return new Exchange(
                url.endsWith("/chat/completions") ? CHAT_COMPLETION : COMPLETION,
                String.valueOf(member(request, "body")),
                String.valueOf(member((Map<?, ?>) member(interaction, "response"), "body")));
    }

    private static Object member(Map<?, ?> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every field of {@code expected} is in {@code actual}, with the same type where neither is null. */
    private static void assertSameShape(JsonNode expected, JsonNode actual) {
        Map<String, JsonNodeType> types = types(actual);
        types(expected).forEach((path, type) -> {
            assertThat(types).as("%s in %s", path, actual).containsKey(path);
            JsonNodeType own = types.get(path);
            if (type != JsonNodeType.NULL && own != JsonNodeType.NULL) {
                assertThat(own).as(path).isEqualTo(type);
            }
        });
    }

    private static Map<String, JsonNodeType> types(JsonNode node) {
        Map<String, JsonNodeType> types = new TreeMap<>();
        collect("", node, types);
        return types;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNodeType> types) {
        types.put(path, node.getNodeType());
        node.properties().stream()
                .filter(member -> !NOT_OURS.contains(member.getKey()))
                .forEach(member -> collect(path + "/" + member.getKey(), member.getValue(), types));
        if (node.isArray()) {
            node.values().forEach(element -> collect(path + "/*", element, types));
        }
    }
}
