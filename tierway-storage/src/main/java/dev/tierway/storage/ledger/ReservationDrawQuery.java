package dev.tierway.storage.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What to sum up of a reservation's requests.
 *
 * @param cuts moments at which a new sum begins, beside every minute; in order of time
 * @param promptSteps prompts above each of these are summed apart; positive, ascending
 */
public record ReservationDrawQuery(String reservation, TimeRange range, List<Instant> cuts, List<Long> promptSteps) {
    public ReservationDrawQuery {
        cuts = List.copyOf(cuts);
        promptSteps = List.copyOf(promptSteps);
    }

    /** The same question about another time. */
    public ReservationDrawQuery in(TimeRange other) {
        return new ReservationDrawQuery(reservation, other, cuts, promptSteps);
    }
}
