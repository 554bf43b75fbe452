package dev.tierway.providers.openai;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.providers.spi.Cancellation;
import dev.tierway.providers.spi.InferenceRequest;
import dev.tierway.providers.spi.JsonField;
import dev.tierway.providers.spi.Operation;
import dev.tierway.providers.spi.ProviderCall;
import dev.tierway.providers.spi.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Reads requests the way the gateway does, as far as these tests need it. */
final class Requests {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory FACTORY = new JsonFactory();

    private Requests() {}

    static InferenceRequest read(Operation operation, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        JsonNode tree = JSON.readTree(body);
        return new InferenceRequest(
                operation,
                body,
                fields(body),
                tree.path("model").asString(""),
                Optional.ofNullable(tree.path("service_tier").asString(null)),
                tree.path("stream").asBoolean(false),
                tree.path("stream_options").path("include_usage").asBoolean(false),
                OptionalInt.empty(),
                tree.path("n").asInt(1));
    }

    static List<JsonField> fields(byte[] body) {
        List<JsonField> fields = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                int valueStart = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                fields.add(new JsonField(
                        name, start, valueStart, (int) parser.currentLocation().getByteOffset()));
            }
        }
        return fields;
    }

    static ProviderCall call(InferenceRequest request, ServiceTier tier) {
        return call(request, tier, new Cancellation());
    }

    static ProviderCall call(InferenceRequest request, ServiceTier tier, Cancellation cancellation) {
        return new ProviderCall(
                "req-1", request, tier, "project-a", Duration.ofHours(1).toNanos(), cancellation, null);
    }

    static String joined(List<Slice> slices) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Slice slice : slices) {
            whole.write(slice.array(), slice.offset(), slice.length());
        }
        return whole.toString(StandardCharsets.UTF_8);
    }
}
