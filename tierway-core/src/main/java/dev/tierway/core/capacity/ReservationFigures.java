package dev.tierway.core.capacity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How well a reservation was used over some time.
 *
 * @param active how long it was active
 * @param inputUtilisation units drawn of those bought, 0 to 1 and a little above after an idle minute
 * @param outputUtilisation as {@code inputUtilisation}
 * @param spillShare part of the tokens that went past it, 0 to 1
 * @param cost its flat cost and who bears it
 * @param nanosPerToken flat cost for each token served inside; empty when there were none
 */
public record ReservationFigures(
        Duration active,
        double inputUtilisation,
        double outputUtilisation,
        double spillShare,
        FlatCost cost,
        Optional<BigDecimal> nanosPerToken) {

    /** Figures of one window, or of the part of it that was asked for. */
    public record Window(CalendarWindow.Span span, ReservationFigures figures) {}

    /**
     * A stretch in which the terms did not change.
     *
     * @param before how long these terms were active in the account so far, see {@link FlatCost#of}
     * @param active how long they were active in this stretch
     * @param use what each project drew
     */
    public record Stretch(Reservation reservation, Duration before, Duration active, Map<String, ReservationUse> use) {}

    /** Figures of {@code active} time in which projects drew {@code use}. */
    public static ReservationFigures of(Reservation reservation, Duration active, Map<String, ReservationUse> use) {
        return of(List.of(new Stretch(reservation, Duration.ZERO, active, use)));
    }

    /** Figures of stretches together: what counts in each is the entitlement and the price that held in it. */
    public static ReservationFigures of(List<Stretch> stretches) {
        Duration active = Duration.ZERO;
        BigInteger inputBought = BigInteger.ZERO;
        BigInteger outputBought = BigInteger.ZERO;
        FlatCost cost = FlatCost.NONE;
        ReservationUse all = ReservationUse.NONE;
        for (Stretch it : stretches) {
            active = active.plus(it.active());
            inputBought = inputBought.add(FlatCost.bought(it.reservation().inputTpm(), it.active()));
            outputBought = outputBought.add(FlatCost.bought(it.reservation().outputTpm(), it.active()));
            cost = cost.plus(FlatCost.of(it.reservation(), it.before(), it.active(), it.use()));
            all = it.use().values().stream().reduce(all, ReservationUse::plus);
        }
        return new ReservationFigures(
                active,
                FlatCost.utilisation(BigInteger.valueOf(all.inputUnits()), inputBought),
                FlatCost.utilisation(BigInteger.valueOf(all.outputUnits()), outputBought),
                all.spillShare(),
                cost,
                perToken(cost.nanos(), all.inside().total()));
    }

    /**
     * Figures of each window between {@code from} and {@code to}. What is drawn after a window has closed, by requests
     * that it let in, counts for that window; what is drawn before the first counts for none.
     *
     * @param minutes what each project drew, by the minute's start
     */
    public static List<Window> perWindow(
            Reservation reservation, Map<Instant, Map<String, ReservationUse>> minutes, Instant from, Instant to) {
        NavigableMap<Instant, Map<String, ReservationUse>> inOrder = new TreeMap<>(minutes);
        List<CalendarWindow.Span> spans = reservation.schedule().spans(from, to);
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            CalendarWindow.Span span = spans.get(i);
            Instant next = i + 1 < spans.size() ? spans.get(i + 1).start() : to;
            Map<String, ReservationUse> use = new TreeMap<>();
            inOrder.subMap(span.start(), next)
                    .values()
                    .forEach(minute -> minute.forEach((project, it) -> use.merge(project, it, ReservationUse::plus)));
            Duration active = Duration.between(span.start(), span.end());
            windows.add(new Window(span, of(reservation, active, use)));
        }
        return windows;
    }

    /** Nano-dollars that the tokens inside cost less than they would have on demand; negative when they cost more. */
    public long savedNanos(long onDemandNanos) {
        return Math.subtractExact(onDemandNanos, cost.nanos());
    }

    /**
     * The utilisation at which a reservation costs what its tokens would cost on demand; above 1 it never pays, and it is
     * empty when on demand is free.
     *
     * @param inputNanos on-demand price of an uncached prompt token, in nano-dollars
     * @param outputNanos on-demand price of an output token, in nano-dollars
     */
    public static Optional<BigDecimal> breakEven(
            Reservation reservation, BigDecimal inputNanos, BigDecimal outputNanos) {
        BigDecimal onDemand = inputNanos
                .multiply(BigDecimal.valueOf(reservation.inputTpm()))
                .add(outputNanos.multiply(BigDecimal.valueOf(reservation.outputTpm())))
                .multiply(BigDecimal.valueOf(60));
        if (onDemand.signum() == 0) {
            return Optional.empty();
        }
        Duration hour = Duration.ofHours(1);
        CapacityPrice price = reservation.price();
        long flat = Math.addExact(
                price.inputCost(reservation.inputTpm(), hour), price.outputCost(reservation.outputTpm(), hour));
        return Optional.of(BigDecimal.valueOf(flat).divide(onDemand, MathContext.DECIMAL64));
    }

    private static Optional<BigDecimal> perToken(long nanos, long tokens) {
        return tokens == 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(tokens), MathContext.DECIMAL64));
    }
}
