package dev.tierway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import dev.tierway.providers.transport.Reaper;
import dev.tierway.testing.SharedData;
import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Recorded traffic of OpenAI goes through a replaying upstream and comes out as it was. */
class CassetteTest {
    private static final Reaper REAPER = new Reaper(Ticker.system());

    private record Exchange(String url, String request, int status, String contentType, String response) {}

    @TestFactory
    Stream<DynamicTest> recorded_traffic_passes_unchanged() throws IOException {
        Path folder = SharedData.find("openai-cassettes").orElse(null);
        Assumptions.assumeTrue(folder != null, "no recorded traffic here");
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> exchanges(file).stream()
                            .filter(exchange -> operation(exchange.url()).isPresent())
                            .map(exchange -> dynamicTest(String.valueOf(file.getFileName()), () -> replay(exchange))))
                    .toList()
                    .stream();
        }
    }

    private static Optional<Operation> operation(String url) {
        return Arrays.stream(Operation.values())
                .filter(operation -> url.endsWith("/v1" + operation.path()))
                .findFirst();
    }

    private static List<Exchange> exchanges(Path file) {
        JsonNode cassette;
        try {
            cassette = Requests.JSON.valueToTree(
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        List<Exchange> exchanges = new ArrayList<>();
        for (JsonNode interaction : cassette.path("interactions")) {
            JsonNode request = interaction.path("request");
            JsonNode response = interaction.path("response");
            exchanges.add(new Exchange(
                    request.path("url").asString(),
                    request.path("body").asString(),
                    response.path("code").asInt(),
                    response.path("headers").path("Content-Type").path(0).asString(),
                    response.path("body").asString()));
        }
        return exchanges;
    }

    private static Script script(Exchange exchange) {
        String head = "HTTP/1.1 " + exchange.status() + " Recorded\r\nContent-Type: " + exchange.contentType() + "\r\n";
        if (!exchange.contentType().startsWith("text/event-stream")) {
            byte[] body = exchange.response().getBytes(StandardCharsets.UTF_8);
            return Script.start()
                    .send(head + "Content-Length: " + body.length + "\r\n\r\n")
                    .send(body);
        }
        Script script = Script.start().send(head + "Transfer-Encoding: chunked\r\n\r\n");
        String body = exchange.response();
        for (int at = 0; at < body.length(); at += 300) {
            script = script.chunk(body.substring(at, Math.min(at + 300, body.length())));
        }
        return script.end();
    }

    private static void replay(Exchange exchange) {
        InferenceRequest request = Requests.read(operation(exchange.url()).orElseThrow(), exchange.request());
        try (FakeUpstream upstream = FakeUpstream.always(script(exchange));
                OpenAiProvider provider = new OpenAiProvider(
                        OpenAiProviderConfig.builder("openai", Engine.OPENAI, upstream.baseUrl(), request.model())
                                .build(),
                        REAPER,
                        WallClock.system())) {
            if (exchange.status() >= 400) {
                assertThatFailureTells(exchange, provider, request);
            } else {
                try (ProviderReply reply = provider.call(Requests.call(request, ServiceTier.STANDARD))) {
                    assertThatReplyIs(exchange, reply);
                }
            }
            assertThatRequestWas(request, upstream.lastRequest().bodyText());
        }
    }

    private static void assertThatFailureTells(Exchange exchange, OpenAiProvider provider, InferenceRequest request) {
        JsonNode error = Requests.JSON.readTree(exchange.response()).path("error");
        assertThat(catchThrowableOfType(
                                FailureException.class,
                                () -> provider.call(Requests.call(request, ServiceTier.STANDARD)))
                        .failure()
                        .message())
                .isEqualTo(error.path("message").asString());
    }

    private static void assertThatReplyIs(Exchange exchange, ProviderReply reply) {
        if (reply instanceof ProviderReply.Complete complete) {
            assertThat(complete.body()).hasToString(exchange.response());
            JsonNode usage = Requests.JSON.readTree(exchange.response()).path("usage");
            assertThat(reply.usage()).isEqualTo(expected(usage));
            return;
        }
        List<String> wanted = exchange.response()
                .lines()
                .filter(line -> line.startsWith("data: ") && !line.equals("data: [DONE]"))
                .map(line -> line.substring(6))
                .toList();
        List<String> events = new ArrayList<>();
        ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
        for (Slice event = stream.next(); event != null; event = stream.next()) {
            events.add(event.toString());
        }
        assertThat(events).isEqualTo(wanted);
        JsonNode usage = Requests.JSON.readTree(wanted.getLast()).path("usage");
        assertThat(reply.usageEstimated()).isEqualTo(!usage.isObject());
        if (usage.isObject()) {
            assertThat(reply.usage()).isEqualTo(expected(usage));
        }
    }

    private static Usage expected(JsonNode usage) {
        long prompt = usage.path("prompt_tokens").asLong(0);
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        long output = usage.path("completion_tokens").asLong(0);
        long reasoning =
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0);
        return new Usage(prompt - cached, cached, 0, 0, output, reasoning);
    }

    private static void assertThatRequestWas(InferenceRequest request, String sent) {
        ObjectNode wanted = (ObjectNode) Requests.JSON.readTree(request.body());
        wanted.put("service_tier", "default");
        if (request.stream()) {
            wanted.putObject("stream_options").put("include_usage", true);
        }
        assertThat(Requests.JSON.readTree(sent)).isEqualTo(wanted);
    }
}
