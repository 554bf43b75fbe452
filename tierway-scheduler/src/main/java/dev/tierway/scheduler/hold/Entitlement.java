package dev.tierway.scheduler.hold;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.TokenBucket;
import dev.tierway.core.usage.Usage;
import org.jspecify.annotations.Nullable;

/** What one reservation grants: units on the input side and on the output side, each by a bucket of its own. */
public final class Entitlement {
    private static final double UNIT = BurndownRates.UNIT;

    private final String name;
    private final TokenBucket input;
    private final TokenBucket output;
    private BurndownRates rates;
    private int openHolds;

    public Entitlement(String name, long inputPerMinute, long outputPerMinute, BurndownRates rates) {
        this.name = name;
        this.input = new TokenBucket(inputPerMinute);
        this.output = new TokenBucket(outputPerMinute);
        this.rates = rates;
    }

    public String name() {
        return name;
    }

    /** What holds placed from now on draw at. */
    public BurndownRates rates() {
        return rates;
    }

    /**
     * Grants other amounts from now on. What has been drawn stays drawn: a bucket that is shrunk below it pays it back
     * first. Open holds settle at the rates they were placed at.
     */
    public void change(long inputPerMinute, long outputPerMinute, BurndownRates changed, long now) {
        input.resize(inputPerMinute, now);
        output.resize(outputPerMinute, now);
        rates = changed;
    }

    /** A debit of the estimate, or null when either bucket lacks the units. */
    public @Nullable Hold place(Usage estimate, long now) {
        double inputUnits = rates.input(estimate) / UNIT;
        double outputUnits = rates.output(estimate) / UNIT;
        if (!input.covers(inputUnits, now) || !output.covers(outputUnits, now)) {
            return null;
        }
        input.take(inputUnits, now);
        output.take(outputUnits, now);
        openHolds++;
        return new Hold(this, rates, estimate);
    }

    /** Nanoseconds until {@link #place} can succeed, if nobody else draws on it. */
    public long nanosUntil(Usage estimate, long now) {
        return Math.max(
                input.nanosUntil(rates.input(estimate) / UNIT, now),
                output.nanosUntil(rates.output(estimate) / UNIT, now));
    }

    public double inputLevel(long now) {
        return input.level(now);
    }

    public double outputLevel(long now) {
        return output.level(now);
    }

    public int openHolds() {
        return openHolds;
    }

    /** Takes millionths of units, or gives them back when negative. */
    void adjust(long inputUnits, long outputUnits, long now) {
        input.take(inputUnits / UNIT, now);
        output.take(outputUnits / UNIT, now);
    }

    void closed() {
        openHolds--;
    }
}
