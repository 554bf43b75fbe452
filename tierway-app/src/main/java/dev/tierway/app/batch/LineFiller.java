package dev.tierway.app.batch;

import dev.tierway.gateway.batch.input.BatchEndpoint;
import dev.tierway.providers.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Fills in what lines leave out and the command line gives. What is already there is not touched. Thread-safe. */
final class LineFiller {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final InputRules rules;
    private final String endpoint;

    /** @param endpoint of lines that name none */
    LineFiller(InputRules rules, String endpoint) {
        this.rules = rules;
        this.endpoint = endpoint;
    }

    /** Where a line goes that is the first of its file. */
    static String endpoint(InputRules rules, byte[] line) {
        JsonObject object = JsonObject.read(line).orElse(null);
        if (rules.endpoint().isPresent() || object == null) {
            return rules.endpoint().orElse(BatchEndpoint.path(Operation.CHAT_COMPLETION));
        }
        boolean prompt = object.object("body").orElse(object).has("prompt");
        return object.text("url").orElse(BatchEndpoint.path(prompt ? Operation.COMPLETION : Operation.CHAT_COMPLETION));
    }

    /**
     * The line as it is sent. One that is not a JSON object comes back as it is.
     *
     * @param number from 1
     */
    byte[] filled(int number, byte[] line) {
        byte[] whole = rules.wrap()
                ? JsonObject.read(line).map(it -> wrapped(number, it)).orElse(line)
                : line;
        return rules.model().isEmpty()
                ? whole
                : JsonObject.read(whole)
                        .map(it -> withModel(it, rules.model().get()))
                        .orElse(whole);
    }

    private byte[] wrapped(int number, JsonObject line) {
        byte[] whole = line.bytes();
        if (!line.has("body")) {
            Optional<JsonObject.Member> customId = line.member("custom_id");
            byte[] body = customId.map(line::without).orElse(whole);
            whole = with("{}".getBytes(StandardCharsets.UTF_8), "body", body);
            if (customId.flatMap(JsonObject.Member::text).isPresent()) {
                whole = with(whole, "custom_id", text(customId.get().text().get()));
            }
        }
        whole = withDefault(whole, "url", endpoint);
        whole = withDefault(whole, "method", "POST");
        return withDefault(whole, "custom_id", "line-" + number);
    }

    private static byte[] withDefault(byte[] object, String name, String value) {
        return JsonObject.read(object).filter(it -> it.has(name)).isPresent()
                ? object
                : with(object, name, text(value));
    }

    private static byte[] with(byte[] object, String name, byte[] value) {
        return JsonObject.read(object).orElseThrow().with(name, value);
    }

    private static byte[] withModel(JsonObject line, String model) {
        Optional<JsonObject> body = line.object("body");
        return body.isEmpty() || body.get().has("model")
                ? line.bytes()
                : line.with(line.member("body").orElseThrow(), body.get().with("model", text(model)));
    }

    private static byte[] text(String value) {
        return JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }
}
