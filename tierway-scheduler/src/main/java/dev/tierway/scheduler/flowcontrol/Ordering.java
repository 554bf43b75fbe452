package dev.tierway.scheduler.flowcontrol;

import java.util.Comparator;

/** Who goes first among the waiting requests of one flow. */
public enum Ordering {
    /** By arrival: for people who wait. */
    FIRST_COME,
    /** By deadline: for work that only has to be done in time. */
    EARLIEST_DEADLINE;

    Comparator<Queued> comparator() {
        Comparator<Queued> byArrival = Comparator.comparingLong(Queued::sequence);
        return switch (this) {
            case FIRST_COME -> byArrival;
            case EARLIEST_DEADLINE ->
                Comparator.<Queued>comparingLong(Queued::deadline).thenComparing(byArrival);
        };
    }
}
