package dev.tierway.storage.event;

import java.util.Optional;

/**
 * Which events are meant: those that have each value given.
 *
 * @param delivery events of which a delivery stands there
 */
public record EventFilter(
        Optional<String> type, Optional<String> project, Optional<String> objectId, Optional<Delivery.State> delivery) {
    public static final EventFilter ALL =
            new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
