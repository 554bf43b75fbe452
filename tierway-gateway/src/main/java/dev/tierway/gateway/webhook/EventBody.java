package dev.tierway.gateway.webhook;

import dev.tierway.gateway.http.JsonReply;
import dev.tierway.storage.event.Event;
import java.nio.charset.StandardCharsets;

/** An event as receivers get it, in OpenAI's shape. */
final class EventBody {
    private EventBody() {}

    static byte[] of(Event event) {
        return JsonReply.text(json -> {
                    json.writeStartObject();
                    json.writeStringProperty("id", event.id());
                    json.writeStringProperty("object", "event");
                    json.writeStringProperty("type", event.type());
                    json.writeNumberProperty("created_at", event.createdAt().getEpochSecond());
                    json.writeObjectPropertyStart("data");
                    json.writeStringProperty("id", event.objectId());
                    json.writeEndObject();
                    json.writeEndObject();
                })
                .getBytes(StandardCharsets.UTF_8);
    }
}
