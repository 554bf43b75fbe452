package dev.tierway.storage.event;

import java.util.List;

/**
 * An event with what became of it.
 *
 * @param sequence grows in the order in which events were stored
 * @param deliveries by name of their webhook; none before the event was routed
 */
public record StoredEvent(long sequence, Event event, List<Delivery> deliveries) {
    public StoredEvent {
        deliveries = List.copyOf(deliveries);
    }
}
