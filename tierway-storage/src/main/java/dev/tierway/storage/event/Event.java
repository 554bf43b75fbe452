package dev.tierway.storage.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that happened to an object of a project. Thin: who wants to know more asks for the object.
 *
 * @param id {@code evt_} and an id that is used once; receivers tell deliveries of the same event by it
 * @param type {@link EventType#wireName}
 * @param createdAt wall clock, exact to 1 us
 * @param objectId of what it happened to, like {@code batch_...}
 */
public record Event(String id, String type, Instant createdAt, String project, String objectId) {
    public static final String ID_PREFIX = "evt_";

    public Event {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }

    public static Event of(String id, EventType type, Instant createdAt, String project, String objectId) {
        return new Event(id, type.wireName(), createdAt, project, objectId);
    }
}
