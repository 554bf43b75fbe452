package dev.tierway.core.capacity;

import static dev.tierway.core.capacity.Reservations.dollars;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tierway.core.usage.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlatCostTest {
    private static final Reservation RESERVATION = Reservations.active("peak", Schedule.ALWAYS);
    private static final Duration HOUR = Duration.ofHours(1);

    private static ReservationUse use(long input, long output) {
        return ReservationUse.inside(BurndownRates.DEFAULT, Usage.of(input, 0, output));
    }

    @Test
    void projects_bear_what_they_drew_and_idle_stands_apart() {
        FlatCost cost = FlatCost.of(
                RESERVATION, HOUR, Map.of("shop", use(60_000 * 30, 6_000 * 15), "chat", use(60_000 * 15, 0)));

        assertThat(cost.nanos()).isEqualTo(dollars("0.66"));
        assertThat(cost.shares())
                .isEqualTo(Map.of("shop", dollars("0.30") + dollars("0.015"), "chat", dollars("0.15")));
        assertThat(cost.idleNanos()).isEqualTo(dollars("0.195"));
        assertThat(cost.usedShare()).isCloseTo(465.0 / 660, within(1e-12));
    }

    @Test
    void use_out_of_a_full_bucket_leaves_nothing_idle() {
        FlatCost cost = FlatCost.of(RESERVATION, HOUR, Map.of("shop", use(60_000 * 61, 6_000 * 61)));

        assertThat(cost.idleNanos()).isZero();
        assertThat(cost.shares()).isEqualTo(Map.of("shop", dollars("0.66")));
    }

    @Test
    void an_unused_reservation_costs_the_same() {
        FlatCost cost = FlatCost.of(RESERVATION, HOUR, Map.of());

        assertThat(cost.idleNanos()).isEqualTo(cost.nanos()).isEqualTo(dollars("0.66"));
    }

    @Property
    void shares_and_idle_add_up_to_the_cost(
            @ForAll @LongRange(max = 1_000_000_000_000L) long price,
            @ForAll @LongRange(min = 1, max = 10_000_000_000L) long nanos,
            @ForAll @Size(max = 8) List<@LongRange(max = 1_000_000_000L) Long> tokens) {
        Reservation priced = new Reservation(
                "r",
                "m",
                List.of("p"),
                1_000,
                333,
                Schedule.ALWAYS,
                new CapacityPrice(price, price / 3),
                BurndownRates.DEFAULT,
                SpillPolicy.REJECT,
                SpillPolicy.REJECT.usualOverrides());
        Map<String, ReservationUse> use = new TreeMap<>();
        tokens.forEach(each -> use.put("p" + use.size(), use(each, each / 7)));

        FlatCost cost = FlatCost.of(priced, Duration.ofNanos(nanos), use);

        assertThat(cost.shares().values().stream().mapToLong(Long::longValue).sum() + cost.idleNanos())
                .isEqualTo(cost.nanos());
        assertThat(cost.shares().values()).allMatch(share -> share >= 0);
        assertThat(cost.idleNanos()).isNotNegative();
    }

    @Test
    void the_cost_of_a_term_is_rounded_once() {
        CapacityPrice price = new CapacityPrice(1, 1);

        assertThat(price.inputCost(1_500, HOUR)).isEqualTo(2);
        assertThat(price.inputCost(2_500, HOUR)).isEqualTo(2);
        assertThat(price.inputCost(1_000, Duration.ofDays(365))).isEqualTo(8_760);
    }

    @Test
    void figures_tell_use_spill_and_price_per_token() {
        ReservationUse inside = use(60_000 * 30, 6_000 * 15);
        ReservationUse spilled = ReservationUse.spilled(Usage.of(210_000, 0, 0));
        ReservationFigures figures = ReservationFigures.of(RESERVATION, HOUR, Map.of("shop", inside.plus(spilled)));

        assertThat(figures.inputUtilisation()).isEqualTo(0.5);
        assertThat(figures.outputUtilisation()).isEqualTo(0.25);
        assertThat(figures.spillShare()).isEqualTo(0.1);
        assertThat(figures.nanosPerToken())
                .hasValueSatisfying(
                        price -> assertThat(price.doubleValue()).isCloseTo(0.66e9 / 1_890_000, within(1e-6)));
        assertThat(figures.savedNanos(dollars("1"))).isEqualTo(dollars("0.34"));
    }

    @Test
    void breaking_even_takes_the_utilisation_at_which_on_demand_costs_the_same() {
        Optional<BigDecimal> breakEven =
                ReservationFigures.breakEven(RESERVATION, new BigDecimal("150"), new BigDecimal("600"));

        assertThat(breakEven)
                .hasValueSatisfying(share -> assertThat(share)
                        .isEqualByComparingTo(
                                new BigDecimal("0.66").divide(new BigDecimal("0.756"), MathContext.DECIMAL64)));
        assertThat(ReservationFigures.breakEven(RESERVATION, BigDecimal.ZERO, BigDecimal.ZERO))
                .isEmpty();
    }

    @Test
    void each_window_has_figures_of_its_own() {
        Schedule office = new Schedule(
                Optional.empty(), Optional.empty(), List.of(CalendarWindowParser.parse("08:00-09:00 UTC")));
        Reservation reservation = Reservations.active("office", office);
        Instant day = Instant.parse("2026-11-23T00:00:00Z");
        Map<Instant, Map<String, ReservationUse>> minutes = Map.of(
                day.plus(Duration.ofMinutes(7 * 60)), Map.of("shop", use(1, 1)),
                day.plus(Duration.ofMinutes(8 * 60 + 1)), Map.of("shop", use(60_000 * 30, 0)),
                day.plus(Duration.ofMinutes(9 * 60 + 1)), Map.of("shop", use(60_000 * 15, 0)),
                day.plus(Duration.ofMinutes(32 * 60 + 1)), Map.of("chat", use(60_000 * 60, 0)));

        List<ReservationFigures.Window> windows =
                ReservationFigures.perWindow(reservation, minutes, day, day.plus(Duration.ofDays(2)));

        assertThat(windows)
                .extracting(window -> window.figures().inputUtilisation())
                .containsExactly(0.75, 1.0);
        assertThat(windows.getLast().figures().cost().shares()).containsOnlyKeys("chat");
    }
}
