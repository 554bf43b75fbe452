package dev.tierway.gateway.admin;

import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.storage.key.StoredKey;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A project's key as administrators see it.
 *
 * @param id the first 12 digits of its SHA-256, as in the ledger
 * @param createdAt empty for a configured key
 */
record ApiKey(
        String id,
        String project,
        String name,
        Optional<String> useCase,
        Optional<Instant> createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    static ApiKey of(Principal configured) {
        return new ApiKey(
                configured.keyId(),
                configured.project().name(),
                "",
                configured.useCase(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static ApiKey of(StoredKey stored) {
        return new ApiKey(
                stored.id(),
                stored.project(),
                stored.name(),
                stored.useCase(),
                Optional.of(stored.createdAt()),
                stored.expiresAt(),
                stored.revokedAt());
    }

    boolean configured() {
        return createdAt.isEmpty();
    }

    /** As an object of its own, for a list. */
    void write(JsonGenerator json, WallClock clock) {
        json.writeStartObject();
        members(json, clock.now());
        json.writeEndObject();
    }

    void members(JsonGenerator json, Instant now) {
        json.writeStringProperty("object", "organization.project.api_key");
        state(json);
        json.writeStringProperty("redacted_value", "sha256:" + id + "...");
        json.writeStringProperty("status", status(now));
        json.writeStringProperty("source", configured() ? "configuration" : "api");
    }

    /** What an audit entry keeps of it. */
    void state(JsonGenerator json) {
        json.writeStringProperty("id", id);
        json.writeStringProperty("project_id", project);
        json.writeStringProperty("name", name);
        Members.text(json, "use_case", useCase);
        Members.time(json, "created_at", createdAt);
        Members.time(json, "expires_at", expiresAt);
        Members.time(json, "revoked_at", revokedAt);
    }

    private String status(Instant now) {
        if (revokedAt.isPresent()) {
            return "revoked";
        }
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent() ? "expired" : "active";
    }
}
