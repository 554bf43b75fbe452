package dev.tierway.gateway.http;

import dev.tierway.providers.spi.Slice;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Answers with JSON that the gateway writes itself. */
public final class JsonReply {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonReply() {}

    /** Answers 200; nothing is sent when {@code content} throws. */
    public static void send(Exchange exchange, Consumer<JsonGenerator> content) {
        exchange.respond(200, Headers.JSON, List.of(Slice.utf8(text(content))));
    }

    /** The JSON that {@code content} writes. */
    public static String text(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(json);
        }
        return text.toString();
    }
}
