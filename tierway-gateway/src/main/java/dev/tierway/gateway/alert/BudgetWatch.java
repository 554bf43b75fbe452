package dev.tierway.gateway.alert;

import dev.tierway.gateway.budget.BudgetPeriod;
import dev.tierway.gateway.budget.BudgetReading;
import dev.tierway.gateway.limit.RollingSum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Notices what is worth telling of one budget: thresholds, surges and a period that will end above its limit. Pure: every
 * time comes with the reading. Not thread-safe.
 *
 * <p>Surges are found as in "The Site Reliability Workbook", chapter 5: the rate must exceed a multiple of the pace over a
 * long window, which makes it matter, and over a short one, which makes it last no longer than its cause.
 */
final class BudgetWatch {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    /** Part of a period before which a forecast says nothing. */
    private static final double EARLIEST_FORECAST = 0.1;

    /** A rolling budget's threshold is told again once its spend has been below this part of the threshold. */
    private static final double REARM = 0.9;

    private final double burnRate;
    private final RollingSum lastHour = new RollingSum(HOUR);
    private final RollingSum lastFiveMinutes = new RollingSum(FIVE_MINUTES);
    private final RollingSum recent;
    private final Duration recentLength;
    private final Set<Integer> reached = new TreeSet<>();

    private boolean started;
    private long startedNanos;
    private long everBefore;
    private Instant spanStart = Instant.MIN;
    private boolean burning;
    private boolean forecastTold;

    BudgetWatch(BudgetPeriod period, double burnRate) {
        this.burnRate = burnRate;
        this.recentLength = recentLength(period);
        this.recent = new RollingSum(recentLength);
    }

    private static Duration recentLength(BudgetPeriod period) {
        return switch (period) {
            case BudgetPeriod.Calendar calendar ->
                switch (calendar.unit()) {
                    case DAY -> HOUR;
                    case WEEK -> Duration.ofHours(6);
                    case MONTH -> Duration.ofDays(1);
                };
            case BudgetPeriod.Rolling _ -> HOUR;
        };
    }

    /** What this reading gives reason to tell. */
    List<Alert> observe(BudgetReading reading) {
        count(reading);
        List<Alert> alerts = new ArrayList<>(0);
        thresholds(reading, alerts);
        burn(reading, alerts);
        forecast(reading, alerts);
        return alerts;
    }

    private void count(BudgetReading reading) {
        long now = reading.at().nanos();
        if (!started) {
            started = true;
            startedNanos = now;
            reachedBefore(reading);
        }
        long spent = reading.everNanos() - everBefore;
        everBefore = reading.everNanos();
        lastHour.add(spent, now);
        lastFiveMinutes.add(spent, now);
        recent.add(spent, now);
        if (reading.spec().period() instanceof BudgetPeriod.Calendar
                && !reading.span().start().equals(spanStart)) {
            spanStart = reading.span().start();
            reached.clear();
            forecastTold = false;
        }
    }

    /** What a rolling window had reached before this start was told then: its alerts have no period to be known by. */
    private void reachedBefore(BudgetReading first) {
        double percent =
                percent(first.spentNanos() - first.everNanos(), first.spec().limitNanos());
        if (first.spec().period() instanceof BudgetPeriod.Rolling) {
            first.spec().alertAtPercent().stream().filter(it -> percent >= it).forEach(reached::add);
        }
    }

    private static double percent(long spent, long limit) {
        return 100.0 * spent / limit;
    }

    private void thresholds(BudgetReading reading, List<Alert> alerts) {
        double percent = percent(reading.spentNanos(), reading.spec().limitNanos());
        boolean rolling = reading.spec().period() instanceof BudgetPeriod.Rolling;
        for (int threshold : reading.spec().alertAtPercent()) {
            if (percent >= threshold && reached.add(threshold)) {
                String when = (rolling ? reading.at().wall() : spanStart).toString();
                alerts.add(new Alert.BudgetThreshold(
                        id("threshold", reading, when + "/" + threshold), reading, threshold));
            } else if (rolling && percent < threshold * REARM) {
                reached.remove(threshold);
            }
        }
    }

    private void burn(BudgetReading reading, List<Alert> alerts) {
        long now = reading.at().nanos();
        double hourly = multipleOfPace(lastHour.total(now), HOUR, reading);
        double fiveMinutes = multipleOfPace(lastFiveMinutes.total(now), FIVE_MINUTES, reading);
        if (!burning && hourly >= burnRate && fiveMinutes >= burnRate) {
            burning = true;
            alerts.add(new Alert.BudgetBurn(
                    id("burn", reading, reading.at().wall().toString()), reading, hourly, fiveMinutes));
        } else if (hourly < burnRate / 2) {
            burning = false;
        }
    }

    private static double multipleOfPace(long spent, Duration window, BudgetReading reading) {
        double share = window.toNanos() / (double) reading.span().length().toNanos();
        return spent / (reading.spec().limitNanos() * share);
    }

    private void forecast(BudgetReading reading, List<Alert> alerts) {
        if (forecastTold || !(reading.spec().period() instanceof BudgetPeriod.Calendar)) {
            return;
        }
        if (elapsedShare(reading) < EARLIEST_FORECAST) {
            return;
        }
        Forecast forecast = forecast(reading);
        if (forecast.least() > reading.spec().limitNanos()) {
            forecastTold = true;
            alerts.add(new Alert.BudgetForecast(id("forecast", reading, spanStart.toString()), reading, forecast));
        }
    }

    /** Where the period of {@code reading} is heading. */
    Forecast forecast(BudgetReading reading) {
        long linear = Math.round(reading.spentNanos() / Math.max(elapsedShare(reading), 1e-6));
        long now = reading.at().nanos();
        if (!started || now - startedNanos < recentLength.toNanos()) {
            return new Forecast(linear, linear);
        }
        double nanosLeft =
                Duration.between(reading.at().wall(), reading.span().end()).toNanos();
        double rate = recent.total(now) / (double) recentLength.toNanos();
        return new Forecast(linear, reading.spentNanos() + Math.round(rate * nanosLeft));
    }

    private static double elapsedShare(BudgetReading reading) {
        double elapsed =
                Duration.between(reading.span().start(), reading.at().wall()).toNanos();
        return elapsed / reading.span().length().toNanos();
    }

    private static String id(String what, BudgetReading reading, String which) {
        return "budget/" + reading.spec().name() + "/" + what + "/" + which;
    }
}
