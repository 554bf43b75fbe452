package dev.tierway.storage.ledger;

import dev.tierway.core.usage.Usage;
import java.time.Instant;

/**
 * Sums over the requests that drew on a reservation, or were moved past it, in a minute or the part of one between two
 * cuts.
 *
 * @param from where it begins
 * @param inside whether the reservation served them
 * @param promptAbove the step that their prompts were above, 0 for none
 * @param costNanos nano-dollars of those that have a price
 * @param unpriced requests that have none
 */
public record ReservationDraw(
        Instant from,
        String project,
        String model,
        boolean inside,
        long promptAbove,
        long requests,
        Usage usage,
        long costNanos,
        long unpriced) {}
