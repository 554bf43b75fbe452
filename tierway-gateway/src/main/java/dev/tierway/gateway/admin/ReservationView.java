package dev.tierway.gateway.admin;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A reservation as administrators see it.
 *
 * @param version empty for a configured one
 * @param changedAt empty for a configured one
 * @param terms one JSON object, as {@link ReservationJson} writes it
 * @param active whether it is in force and its term and windows are open now
 * @param problem why it is not in force
 */
record ReservationView(
        String name,
        Optional<Long> version,
        Optional<Instant> changedAt,
        String terms,
        boolean active,
        Optional<String> problem) {
    private static final JsonFactory JSON = new JsonFactory();

    void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("object", "organization.reservation");
        json.writeStringProperty("name", name);
        json.writeStringProperty("source", version.isEmpty() ? "configuration" : "api");
        Members.count(json, "version", version);
        Members.time(json, "changed_at", changedAt);
        json.writeBooleanProperty("active", active);
        Members.text(json, "problem", problem);
        copyTerms(json);
        json.writeEndObject();
    }

    private void copyTerms(JsonGenerator json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), terms)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                json.copyCurrentStructure(parser);
            }
        }
    }
}
