package dev.tierway.gateway.alert;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.budget.BudgetReading;
import dev.tierway.gateway.budget.Dollars;
import java.time.Instant;
import java.util.Locale;

/** Something that people who run or pay for the gateway should hear of. */
public sealed interface Alert {
    /** What it is about: the same for the same event, also after a restart, so that it is told once. */
    String id();

    /** As receivers tell alerts apart, e.g. {@code budget.threshold}. */
    String type();

    Instant at();

    /** One sentence for people. */
    String message();

    /** A soft threshold of a budget was reached: {@code percent} of its limit is spent. */
    record BudgetThreshold(String id, BudgetReading reading, int percent) implements Alert {
        @Override
        public String type() {
            return "budget.threshold";
        }

        @Override
        public Instant at() {
            return reading.at().wall();
        }

        @Override
        public String message() {
            return "budget '" + reading.spec().name() + "' of " + reading.spec().scope() + " has reached " + percent
                    + "%: " + Dollars.of(reading.spentNanos()) + " of "
                    + Dollars.of(reading.spec().limitNanos()) + " is spent for "
                    + reading.spec().period();
        }
    }

    /**
     * Money goes out much faster than the budget's pace.
     *
     * @param hourly rate of the last hour, in multiples of the pace that spends the limit exactly by the period's end
     * @param recent rate of the last five minutes, alike
     */
    record BudgetBurn(String id, BudgetReading reading, double hourly, double recent) implements Alert {
        @Override
        public String type() {
            return "budget.burn_rate";
        }

        @Override
        public Instant at() {
            return reading.at().wall();
        }

        @Override
        public String message() {
            return String.format(
                    Locale.ROOT,
                    "budget '%s' of %s burns %.1f times its pace over the last hour and %.1f times over the last five"
                            + " minutes: %s of %s is spent",
                    reading.spec().name(),
                    reading.spec().scope(),
                    hourly,
                    recent,
                    Dollars.of(reading.spentNanos()),
                    Dollars.of(reading.spec().limitNanos()));
        }
    }

    /** The period will end above the limit, by its mean rate and by its recent rate. */
    record BudgetForecast(String id, BudgetReading reading, Forecast forecast) implements Alert {
        @Override
        public String type() {
            return "budget.forecast";
        }

        @Override
        public Instant at() {
            return reading.at().wall();
        }

        @Override
        public String message() {
            return "budget '" + reading.spec().name() + "' of " + reading.spec().scope() + " is on its way to "
                    + Dollars.of(forecast.linearNanos()) + " at its mean rate and "
                    + Dollars.of(forecast.recentNanos()) + " at its recent rate by "
                    + reading.span().end() + "; its limit is "
                    + Dollars.of(reading.spec().limitNanos());
        }
    }

    /**
     * Many requests of a tier are turned away with 429, or no longer.
     *
     * @param share of the requests, 0 to 1
     * @param begins false when it is over
     */
    record Throttling(String id, String model, ServiceTier tier, double share, boolean begins, Instant at)
            implements Alert {
        @Override
        public String type() {
            return begins ? "throttling.started" : "throttling.ended";
        }

        @Override
        public String message() {
            return String.format(
                    Locale.ROOT,
                    "%.0f%% of the requests for model '%s' in tier %s %s turned away with 429",
                    share * 100,
                    model,
                    tier.wireName(),
                    begins ? "are" : "are only still");
        }
    }
}
