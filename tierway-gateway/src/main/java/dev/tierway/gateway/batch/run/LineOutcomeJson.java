package dev.tierway.gateway.batch.run;

import dev.tierway.storage.batch.LineOutcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What became of a line, as OpenAI writes it: the members {@code response} and {@code error}. */
public final class LineOutcomeJson {
    private LineOutcomeJson() {}

    /** Writes both members into the object that is open; {@code outcome} is null before there is one. */
    public static void write(JsonGenerator json, String requestId, @Nullable LineOutcome outcome) {
        switch (outcome) {
            case LineOutcome.Answered answered -> {
                json.writeObjectPropertyStart("response");
                json.writeNumberProperty("status_code", answered.statusCode());
                json.writeStringProperty("request_id", requestId);
                json.writeName("body");
                json.writeRawValue(new String(answered.body(), StandardCharsets.UTF_8));
                json.writeEndObject();
                json.writeNullProperty("error");
            }
            case LineOutcome.Failed failed -> {
                json.writeNullProperty("response");
                json.writeObjectPropertyStart("error");
                json.writeStringProperty("code", failed.code());
                json.writeStringProperty("message", failed.message());
                json.writeEndObject();
            }
            case null -> {
                json.writeNullProperty("response");
                json.writeNullProperty("error");
            }
        }
    }
}
