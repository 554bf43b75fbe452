package dev.tierway.gateway.admin;

import dev.tierway.gateway.http.Exchange;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditRow;
import dev.tierway.storage.audit.AuditStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** {@code GET /v1/organization/audit_logs}: who changed what, the newest first, in OpenAI's shape. Thread-safe. */
public final class AuditRoutes {
    private static final String ID = "audit_log-";
    private static final int USUAL_PAGE = 20;
    private static final int LONGEST_PAGE = 100;

    private final AdminKeys admins;
    private final AuditStore audit;

    public AuditRoutes(AdminKeys admins, AuditStore audit) {
        this.admins = admins;
        this.audit = audit;
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        QueryParameters parameters = QueryParameters.parse(exchange.query(), Set.of("limit", "after"));
        int limit = (int) parameters.number("limit", 1, LONGEST_PAGE).orElse(USUAL_PAGE);
        long after = parameters.one("after").map(AuditRoutes::sequence).orElse(Long.MAX_VALUE);
        List<AuditRow> rows = audit.before(after, limit + 1);
        new ListReply<>(
                        rows.subList(0, Math.min(limit, rows.size())),
                        row -> ID + row.sequence(),
                        AuditRoutes::write,
                        rows.size() > limit)
                .send(exchange);
    }

    private static long sequence(String id) {
        try {
            if (id.startsWith(ID)) {
                return Long.parseLong(id.substring(ID.length()));
            }
        } catch (NumberFormatException notOurs) {
            // Answered below.
        }
        throw QueryParameters.invalid(
                "after", "'after' is the id of an entry, like " + ID + "17, not '" + id + "'; take it from 'last_id'");
    }

    private static void write(JsonGenerator json, AuditRow row) {
        AuditEntry entry = row.entry();
        String type = entry.objectKind() + "." + entry.action();
        json.writeStartObject();
        json.writeStringProperty("object", "organization.audit_log");
        json.writeStringProperty("id", ID + row.sequence());
        json.writeStringProperty("type", type);
        json.writeNumberProperty("effective_at", entry.at().getEpochSecond());
        json.writeObjectPropertyStart("actor");
        actor(json, entry.actor());
        json.writeEndObject();
        json.writeObjectPropertyStart(type);
        json.writeStringProperty("id", entry.objectName());
        state(json, "before", entry.before());
        state(json, "after", entry.after());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void actor(JsonGenerator json, String actor) {
        if (actor.equals(Reservations.CONFIGURATION)) {
            json.writeStringProperty("type", actor);
            return;
        }
        json.writeStringProperty("type", "api_key");
        json.writeObjectPropertyStart("api_key");
        json.writeStringProperty("id", actor);
        json.writeEndObject();
    }

    private static void state(JsonGenerator json, String name, Optional<String> state) {
        json.writeName(name);
        json.writeRawValue(state.orElse("null"));
    }
}
