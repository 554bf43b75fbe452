package dev.tierway.core.capacity;

import dev.tierway.core.usage.Usage;

/**
 * What was drawn from a reservation, and what went past it, over some time: the sums that its figures are made of.
 *
 * @param inputUnits millionths of units drawn on the input side
 * @param outputUnits millionths of units drawn on the output side
 * @param inside tokens served inside it
 * @param spilled tokens served elsewhere because it had no room, was not active or was skipped
 */
public record ReservationUse(long inputUnits, long outputUnits, Usage inside, Usage spilled) {
    public static final ReservationUse NONE = new ReservationUse(0, 0, Usage.NONE, Usage.NONE);

    public ReservationUse {
        if (inputUnits < 0 || outputUnits < 0) {
            throw new IllegalArgumentException(
                    "units drawn must not be negative: input " + inputUnits + ", output " + outputUnits);
        }
    }

    /** One request served inside, at {@code rates}. */
    public static ReservationUse inside(BurndownRates rates, Usage usage) {
        return new ReservationUse(rates.input(usage), rates.output(usage), usage, Usage.NONE);
    }

    /** One request that was served elsewhere. */
    public static ReservationUse spilled(Usage usage) {
        return new ReservationUse(0, 0, Usage.NONE, usage);
    }

    /** Both together; what would not fit into a counter stays at its largest value. */
    public ReservationUse plus(ReservationUse other) {
        return new ReservationUse(
                sum(inputUnits, other.inputUnits),
                sum(outputUnits, other.outputUnits),
                sum(inside, other.inside),
                sum(spilled, other.spilled));
    }

    private static Usage sum(Usage a, Usage b) {
        return new Usage(
                sum(a.inputUncached(), b.inputUncached()),
                sum(a.cacheRead(), b.cacheRead()),
                sum(a.cacheWrite5m(), b.cacheWrite5m()),
                sum(a.cacheWrite1h(), b.cacheWrite1h()),
                sum(a.output(), b.output()),
                sum(a.reasoning(), b.reasoning()));
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** Part of the tokens that went past the reservation, 0 to 1; 0 when there were none. */
    public double spillShare() {
        long all = inside.total() + spilled.total();
        return all == 0 ? 0 : (double) spilled.total() / all;
    }
}
