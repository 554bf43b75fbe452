package dev.tierway.evals.model;

import dev.tierway.core.usage.Usage;
import java.util.OptionalLong;

/**
 * What model calls used.
 *
 * @param costNanos their price in nano-dollars
 * @param calls how many
 */
public record Spend(Usage usage, long costNanos, int calls) {
    public static final Spend NONE = new Spend(Usage.NONE, 0, 0);

    /** The price of the calls; empty without any, as then nobody knows what an answer took. */
    public OptionalLong cost() {
        return calls == 0 ? OptionalLong.empty() : OptionalLong.of(costNanos);
    }

    public Spend plus(Spend other) {
        return new Spend(usage.plus(other.usage), costNanos + other.costNanos, calls + other.calls);
    }
}
