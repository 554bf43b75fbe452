package dev.tierway.providers.embedded;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import dev.tierway.engine.EmbeddedEngine;
import dev.tierway.engine.EngineSettings;
import dev.tierway.engine.text.ChatTemplate;
import dev.tierway.engine.text.GrammarCompiler;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.ProviderReply;
import dev.tierway.providers.spi.Slice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An embedded provider over a {@link ScriptedModel}, and what tests do with it. */
final class EmbeddedHarness implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    static final int CONTEXT = 512;
    private static final int PLENTY = 1_000_000;
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final GrammarCompiler NO_GRAMMARS = gbnf -> {
        throw new UnsupportedOperationException("no grammars here");
    };

    final Semaphore steps;
    /** Has a permit for each time the model was released. */
    final Semaphore released = new Semaphore(0);

    final EmbeddedEngine engine;
    final EmbeddedProvider provider;
    private final EmbeddedModel model;

    private EmbeddedHarness(String answer, String promptEnd, int permits) {
        steps = new Semaphore(permits);
        ScriptedModel scripted = new ScriptedModel(answer, promptEnd, steps);
        engine = new EmbeddedEngine(EngineSettings.defaults(CONTEXT, 2), () -> scripted, scripted, Ticker.system());
        model = new EmbeddedModel(
                scripted,
                Optional.of(ChatTemplate.named("chatml")),
                NO_GRAMMARS,
                CONTEXT,
                "fp_test",
                released::release);
        EmbeddedSettings settings = new EmbeddedSettings("small-local", 16, 300, 100, Duration.ofMillis(5));
        provider = new EmbeddedProvider(settings, model, engine, () -> NOW, () -> 7);
    }

    /** A model that answers every chat with {@code answer}. */
    static EmbeddedHarness chat(String answer) {
        return new EmbeddedHarness(answer, "assistant\n", PLENTY);
    }

    /** The same, doing one step for every permit of {@link #steps}. */
    static EmbeddedHarness stepwise(String answer) {
        return new EmbeddedHarness(answer, "assistant\n", 0);
    }

    /** A model that completes every prompt that ends with {@code promptEnd}. */
    static EmbeddedHarness completion(String answer, String promptEnd) {
        return new EmbeddedHarness(answer, promptEnd, PLENTY);
    }

    static InferenceRequest request(Operation operation, String body) {
        JsonNode json = JSON.readTree(body);
        OptionalInt maxTokens =
                json.has("max_tokens") ? OptionalInt.of(json.get("max_tokens").intValue()) : OptionalInt.empty();
        return new InferenceRequest(
                operation,
                body.getBytes(StandardCharsets.UTF_8),
                List.of(),
                "assistant-alias",
                Optional.empty(),
                json.path("stream").asBoolean(false),
                json.path("stream_options").path("include_usage").asBoolean(false),
                maxTokens,
                json.path("n").asInt(1));
    }

    static ProviderCall call(InferenceRequest request, Cancellation cancellation) {
        return new ProviderCall("r1", request, ServiceTier.STANDARD, "project", Long.MAX_VALUE, cancellation, null);
    }

    PreparedRequest read(InferenceRequest request) {
        return new RequestReader(model).read(request);
    }

    ProviderReply start(Operation operation, String body) {
        return provider.call(call(request(operation, body), new Cancellation()));
    }

    JsonNode whole(Operation operation, String body) {
        try (ProviderReply reply = start(operation, body)) {
            return JSON.readTree(((ProviderReply.Complete) reply).body().toString());
        }
    }

    List<JsonNode> events(Operation operation, String body) {
        List<JsonNode> events = new ArrayList<>();
        try (ProviderReply reply = start(operation, body)) {
            ProviderReply.Streaming stream = (ProviderReply.Streaming) reply;
            for (Slice event = stream.next(); event != null; event = stream.next()) {
                events.add(JSON.readTree(event.toString()));
            }
        }
        return events;
    }

    @Override
    public void close() {
        steps.release(PLENTY);
        provider.close();
    }
}
