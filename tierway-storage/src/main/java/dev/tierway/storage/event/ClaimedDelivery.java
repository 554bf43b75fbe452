package dev.tierway.storage.event;

import java.time.Instant;

/**
 * An attempt that is whose claimed it to make, until its lease ends or the event is replayed.
 *
 * @param claim tells this claim from others of the same delivery
 * @param attempts this one included, since {@code since}
 * @param since when the event was first to be told, or was asked to be told again
 */
public record ClaimedDelivery(long sequence, Event event, String webhook, long claim, int attempts, Instant since) {}
