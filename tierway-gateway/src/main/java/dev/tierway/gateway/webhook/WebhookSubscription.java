package dev.tierway.gateway.webhook;

import dev.tierway.storage.event.Event;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A receiver, and which events it is told of.
 *
 * @param events those that match one of these
 * @param projects whose events; empty for those of every project
 */
public record WebhookSubscription(WebhookTarget target, List<EventPattern> events, Set<String> projects) {
    public WebhookSubscription {
        events = List.copyOf(events);
        projects = Set.copyOf(projects);
    }

    /** Like {@code batch.* of every project go to webhook ops at hooks.example.com}. */
    @Override
    public String toString() {
        return events.stream().map(EventPattern::toString).collect(Collectors.joining(", "))
                + (projects.isEmpty() ? " of every project" : " of " + String.join(", ", new TreeSet<>(projects)))
                + " go to " + target;
    }

    boolean wants(Event event) {
        return (projects.isEmpty() || projects.contains(event.project()))
                && events.stream().anyMatch(pattern -> pattern.matches(event.type()));
    }
}
