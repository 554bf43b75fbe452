package dev.tierway.gateway.admin;

import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.NearestName;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.http.Exchange;
import dev.tierway.gateway.http.JsonReply;
import dev.tierway.gateway.webhook.WebhookDispatcher;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.event.Delivery;
import dev.tierway.storage.event.Event;
import dev.tierway.storage.event.EventFilter;
import dev.tierway.storage.event.EventStore;
import dev.tierway.storage.event.StoredEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /v1/organization/webhook_events}: what happened, which webhooks were told of it, and telling them again.
 * Thread-safe.
 */
public final class WebhookEventRoutes {
    private static final int USUAL_PAGE = 20;
    private static final int LONGEST_PAGE = 100;

    private final AdminKeys admins;
    private final EventStore store;
    private final WebhookDispatcher dispatcher;
    private final WallClock clock;

    public WebhookEventRoutes(AdminKeys admins, EventStore store, WebhookDispatcher dispatcher, WallClock clock) {
        this.admins = admins;
        this.store = store;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    void list(Exchange exchange) {
        admins.require(exchange.header("authorization"));
        QueryParameters parameters = QueryParameters.parse(
                exchange.query(), Set.of("limit", "after", "type", "project_id", "object_id", "delivery"));
        int limit = (int) parameters.number("limit", 1, LONGEST_PAGE).orElse(USUAL_PAGE);
        EventFilter filter = new EventFilter(
                parameters.one("type"),
                parameters.one("project_id"),
                parameters.one("object_id"),
                parameters.one("delivery").map(WebhookEventRoutes::state));
        long before = parameters.one("after").map(this::sequence).orElse(Long.MAX_VALUE);
        List<StoredEvent> found = store.list(filter, before, limit + 1);
        new ListReply<>(
                        found.subList(0, Math.min(limit, found.size())),
                        it -> it.event().id(),
                        WebhookEventRoutes::write,
                        found.size() > limit)
                .send(exchange);
    }

    private static Delivery.State state(String name) {
        return Delivery.State.fromWire(name)
                .orElseThrow(() -> QueryParameters.invalid(
                        "delivery", "'delivery' must be waiting, delivered or failed, not '" + name + "'"));
    }

    private long sequence(String id) {
        return store.find(id)
                .map(StoredEvent::sequence)
                .orElseThrow(() -> QueryParameters.invalid(
                        "after", "'after' names '" + id + "', which is no event; take it from 'last_id'"));
    }

    void one(Exchange exchange, String id) {
        admins.require(exchange.header("authorization"));
        StoredEvent found = store.find(id).orElseThrow(() -> unknown(id));
        JsonReply.send(exchange, json -> write(json, found));
    }

    /** Tells the event again to the webhook that the body names, or to all that want it. */
    void replay(Exchange exchange, String id) {
        String admin = admins.require(exchange.header("authorization"));
        Optional<String> named = exchange.body().length == 0
                ? Optional.empty()
                : RequestObject.of(exchange).bind(it -> it.optional("webhook", ConfigFormats.TEXT));
        Event event = store.find(id).orElseThrow(() -> unknown(id)).event();
        Set<String> webhooks = named.map(this::known).orElseGet(() -> dispatcher.wanting(event));
        if (webhooks.isEmpty()) {
            throw Failure.of(
                            FailureKind.CONFLICT,
                            "no_webhook",
                            "no webhook is configured for " + event.type() + " of project '" + event.project()
                                    + "'; add one under 'webhooks', or name one as 'webhook'")
                    .toException();
        }
        AuditEntry entry = new AuditEntry(
                clock.now(), admin, "replayed", "webhook_event", id, Optional.empty(), Optional.of(state(webhooks)));
        StoredEvent replayed = store.replay(id, webhooks, entry).orElseThrow(() -> unknown(id));
        dispatcher.wake();
        JsonReply.send(exchange, json -> write(json, replayed));
    }

    private Set<String> known(String webhook) {
        if (!dispatcher.webhooks().contains(webhook)) {
            throw QueryParameters.invalid(
                    "webhook",
                    "there is no webhook '" + webhook + "'; " + NearestName.hint(webhook, dispatcher.webhooks()));
        }
        return Set.of(webhook);
    }

    private static String state(Set<String> webhooks) {
        return JsonReply.text(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("webhooks");
            new TreeSet<>(webhooks).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static FailureException unknown(String id) {
        return Failure.of(
                        FailureKind.NOT_FOUND,
                        "unknown_event",
                        "there is no event '" + id + "'; events are kept for " + WebhookDispatcher.KEPT.toDays()
                                + " days")
                .toException();
    }

    private static void write(JsonGenerator json, StoredEvent stored) {
        Event event = stored.event();
        json.writeStartObject();
        json.writeStringProperty("object", "organization.webhook_event");
        json.writeStringProperty("id", event.id());
        json.writeStringProperty("type", event.type());
        json.writeNumberProperty("created_at", event.createdAt().getEpochSecond());
        json.writeStringProperty("project_id", event.project());
        json.writeStringProperty("object_id", event.objectId());
        json.writeArrayPropertyStart("deliveries");
        stored.deliveries().forEach(it -> write(json, it));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Delivery delivery) {
        boolean waiting = delivery.state() == Delivery.State.WAITING;
        json.writeStartObject();
        json.writeStringProperty("webhook", delivery.webhook());
        json.writeStringProperty("status", delivery.state().wireName());
        json.writeNumberProperty("attempts", delivery.attempts());
        json.writeNumberProperty("since", delivery.since().getEpochSecond());
        Members.time(json, "last_attempt_at", delivery.lastAt());
        Members.text(json, "last_result", Optional.of(delivery.lastResult()).filter(it -> !it.isEmpty()));
        Members.time(json, "next_attempt_at", waiting ? Optional.of(delivery.dueAt()) : Optional.empty());
        json.writeEndObject();
    }
}
