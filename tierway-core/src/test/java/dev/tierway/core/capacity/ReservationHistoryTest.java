package dev.tierway.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tierway.core.capacity.ReservationHistory.Stretch;
import dev.tierway.core.capacity.ReservationHistory.Version;
import dev.tierway.core.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ReservationHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");
    private static final Reservation SMALL = Reservations.active("peak", Schedule.ALWAYS);
    private static final Reservation LARGE = new Reservation(
            "peak",
            "assistant",
            List.of("shop"),
            120_000,
            12_000,
            Schedule.ALWAYS,
            SMALL.price(),
            SMALL.rates(),
            SMALL.spill(),
            SMALL.overrides());

    @Test
    void terms_hold_until_the_next_version() {
        ReservationHistory history = new ReservationHistory(
                List.of(version(0, true, SMALL), version(10, true, LARGE), version(30, false, LARGE)));

        assertThat(history.stretches(at(-5), at(60)))
                .containsExactly(
                        new Stretch(at(-5), at(0), false, SMALL),
                        new Stretch(at(0), at(10), true, SMALL),
                        new Stretch(at(10), at(30), true, LARGE),
                        new Stretch(at(30), at(60), false, LARGE));
        assertThat(history.stretches(at(12), at(13))).containsExactly(new Stretch(at(12), at(13), true, LARGE));
        assertThat(history.stretches(at(10), at(30))).containsExactly(new Stretch(at(10), at(30), true, LARGE));
        assertThat(history.stretches(at(40), at(41)).getFirst().active()).isEmpty();
    }

    @Test
    void one_that_never_changed_was_always_so() {
        assertThat(ReservationHistory.of(SMALL).stretches(at(0), at(1)))
                .containsExactly(new Stretch(at(0), at(1), true, SMALL));
    }

    @Test
    void of_two_versions_at_once_the_later_holds() {
        ReservationHistory history = new ReservationHistory(List.of(version(0, true, SMALL), version(0, true, LARGE)));

        assertThat(history.stretches(at(0), at(1))).containsExactly(new Stretch(at(0), at(1), true, LARGE));
    }

    @Test
    void versions_out_of_order_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReservationHistory(List.of(version(5, true, SMALL), version(1, true, LARGE))));
    }

    /** However an hour is cut, what its pieces cost is what it costs, although each is rounded. */
    @Property
    void costs_of_the_pieces_add_up(
            @ForAll @LongRange(max = 1_000_000_000L) long price,
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 100_000) Integer> pieces) {
        Reservation odd = new Reservation(
                "odd",
                "m",
                List.of("p"),
                1_237,
                331,
                Schedule.ALWAYS,
                new CapacityPrice(price, price / 3),
                BurndownRates.DEFAULT,
                SpillPolicy.REJECT,
                SpillPolicy.REJECT.usualOverrides());
        Map<String, ReservationUse> use = Map.of("p", ReservationUse.inside(BurndownRates.DEFAULT, Usage.of(1, 0, 1)));
        List<ReservationFigures.Stretch> stretches = new ArrayList<>();
        Duration before = Duration.ZERO;
        for (int millis : pieces) {
            Duration active = Duration.ofMillis(millis);
            stretches.add(new ReservationFigures.Stretch(odd, before, active, use));
            before = before.plus(active);
        }

        ReservationFigures together = ReservationFigures.of(stretches);

        assertThat(together.cost().nanos())
                .isEqualTo(FlatCost.of(odd, before, Map.of()).nanos());
        assertThat(together.cost().shares().get("p") + together.cost().idleNanos())
                .isEqualTo(together.cost().nanos());
        assertThat(together.active()).isEqualTo(before);
    }

    @Test
    void a_larger_entitlement_counts_from_when_it_held() {
        ReservationUse thirtyMinutes =
                ReservationUse.inside(BurndownRates.DEFAULT, Usage.of(60_000L * 30, 0, 6_000L * 30));
        Duration half = Duration.ofMinutes(30);
        Map<String, ReservationUse> use = Map.of("shop", thirtyMinutes);

        ReservationFigures figures = ReservationFigures.of(List.of(
                new ReservationFigures.Stretch(SMALL, Duration.ZERO, half, use),
                new ReservationFigures.Stretch(LARGE, Duration.ZERO, half, use)));

        assertThat(figures.inputUtilisation()).isEqualTo(2.0 / 3);
        assertThat(figures.cost().nanos()).isEqualTo(Reservations.dollars("0.33") + Reservations.dollars("0.66"));
        assertThat(figures.cost().idleNanos()).isEqualTo(Reservations.dollars("0.33"));
    }

    private static Version version(int minute, boolean inForce, Reservation reservation) {
        return new Version(at(minute), inForce, reservation);
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
