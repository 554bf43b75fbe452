package dev.tierway.evals.model;

import dev.tierway.core.usage.Usage;

/**
 * What model calls used.
 *
 * @param costNanos their price in nano-dollars
 * @param calls how many
 */
public record Spend(Usage usage, long costNanos, int calls) {
    public static final Spend NONE = new Spend(Usage.NONE, 0, 0);

    public Spend plus(Spend other) {
        return new Spend(usage.plus(other.usage), costNanos + other.costNanos, calls + other.calls);
    }
}
