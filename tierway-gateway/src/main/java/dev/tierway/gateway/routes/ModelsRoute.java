package dev.tierway.gateway.routes;

import dev.tierway.gateway.auth.Authenticator;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.pipeline.ModelAliases;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/models} and {@code GET /v1/models/{id}}. Thread-safe. */
public final class ModelsRoute {
    static final String PREFIX = "/v1/models/";

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
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            for (String name : models.names()) {
                model(json, name);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Throws a 404 for a model that is not there. */
    void one(Exchange exchange, String name) {
        authenticator.authenticate(exchange.header("authorization"));
        models.pool(name);
        JsonReply.send(exchange, json -> model(json, name));
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
