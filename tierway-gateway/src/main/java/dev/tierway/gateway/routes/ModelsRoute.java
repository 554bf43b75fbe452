package dev.tierway.gateway.routes;

import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.pipeline.ModelAliases;
import dev.tierway.providers.spi.Slice;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}. Thread-safe. */
public final class ModelsRoute {
    static final String PREFIX = "/v1/models/";

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, String> JSON_HEADERS = Map.of("content-type", "application/json");

    private final Authenticator authenticator;
    private final ModelAliases models;
    private final Instant started;

    /** @param started reported as the models' creation time */
    public ModelsRoute(Authenticator authenticator, ModelAliases models, Instant started) {
        this.authenticator = authenticator;
        this.models = models;
        this.started = started;
    }

    void list(Exchange exchange) {
        authenticator.authenticate(exchange.header("authorization"));
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            for (String name : models.names()) {
                model(json, name);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        exchange.respond(200, JSON_HEADERS, List.of(Slice.utf8(text.toString())));
    }

    /** Throws a 404 for a model that is not there. */
    void one(Exchange exchange, String name) {
        authenticator.authenticate(exchange.header("authorization"));
        models.pool(name);
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            model(json, name);
        }
        exchange.respond(200, JSON_HEADERS, List.of(Slice.utf8(text.toString())));
    }

    private void model(JsonGenerator json, String name) {
        json.writeStartObject();
        json.writeStringProperty("id", name);
        json.writeStringProperty("object", "model");
        json.writeNumberProperty("created", started.getEpochSecond());
        json.writeStringProperty("owned_by", "tierway");
        json.writeEndObject();
    }
}
