package dev.tierway.gateway.admin;

import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import java.util.Set;

/** {@code /v1/organization/projects/{project}/api_keys}. Thread-safe. */
public final class ApiKeyRoutes {
    private static final int USUAL_PAGE = 100;
    private static final int LONGEST_PAGE = 1_000;

    private final AdminKeys admins;
    private final ApiKeys keys;
    private final WallClock clock;

    public ApiKeyRoutes(AdminKeys admins, ApiKeys keys, WallClock clock) {
        this.admins = admins;
        this.keys = keys;
        this.clock = clock;
    }

    void list(Exchange exchange, String project) {
        admins.require(exchange.header("authorization"));
        QueryParameters parameters = QueryParameters.parse(exchange.query(), Set.of("limit", "after"));
        int limit = (int) parameters.number("limit", 1, LONGEST_PAGE).orElse(USUAL_PAGE);
        ListReply.whole(keys.of(project), ApiKey::id, (json, key) -> key.write(json, clock))
                .page(limit, parameters.one("after"))
                .send(exchange);
    }

    /** The only reply that has the secret in it. */
    void create(Exchange exchange, String project) {
        String actor = admins.require(exchange.header("authorization"));
        KeyWish wish = RequestObject.of(exchange).bind(reader -> KeyWish.from(reader, clock.now()));
        ApiKeys.Made made = keys.create(project, wish, actor);
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            made.key().members(json, clock.now());
            json.writeStringProperty("value", made.secret());
            json.writeEndObject();
        });
    }

    void one(Exchange exchange, String project, String id) {
        admins.require(exchange.header("authorization"));
        ApiKey key = keys.one(project, id);
        JsonReply.send(exchange, json -> key.write(json, clock));
    }

    void revoke(Exchange exchange, String project, String id) {
        String actor = admins.require(exchange.header("authorization"));
        ApiKey key = keys.revoke(project, id, actor);
        JsonReply.send(exchange, json -> {
            json.writeStartObject();
            json.writeStringProperty("object", "organization.project.api_key.deleted");
            json.writeStringProperty("id", key.id());
            json.writeBooleanProperty("deleted", true);
            Members.time(json, "revoked_at", key.revokedAt());
            json.writeEndObject();
        });
    }
}
