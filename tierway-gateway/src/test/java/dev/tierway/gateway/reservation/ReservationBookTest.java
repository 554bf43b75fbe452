package dev.tierway.gateway.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.PoolCapacity;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.failure.FailureException;
import dev.tierway.gateway.pipeline.AdmissionGate;
import dev.tierway.scheduler.engine.DeploymentSpec;
import dev.tierway.scheduler.engine.PoolSnapshot;
import dev.tierway.scheduler.engine.SchedulerEngine;
import dev.tierway.scheduler.policy.PoolPolicy;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservationBookTest {
    private static final Instant BEFORE = Instant.parse("2026-11-23T06:58:00Z");

    private final FakeTicker ticker = new FakeTicker();
    private final AtomicReference<Instant> wall = new AtomicReference<>(BEFORE);
    private final AdmissionGate gate = new AdmissionGate(
            "pool",
            new SchedulerEngine(
                    PoolPolicy.DEFAULT,
                    List.of(new DeploymentSpec("a", 4, Long.MAX_VALUE, 10_000, 1_000, 50, 0, false)),
                    List.of(),
                    Map.of(),
                    new SplittableRandom(1)),
            ticker);
    private final ReservationBook book = new ReservationBook(
            Map.of("assistant", new ReservablePool(gate, Optional.of(new PoolCapacity(100_000, 10_000)))),
            wall::get,
            ticker);

    @AfterEach
    void close() {
        book.close();
        gate.close();
    }

    private static Reservation reservation(String name, long inputTpm, String... windows) {
        return new Reservation(
                name,
                "assistant",
                List.of("shop"),
                inputTpm,
                1_000,
                new Schedule(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(windows).stream()
                                .map(CalendarWindowParser::parse)
                                .toList()),
                CapacityPrice.FREE,
                BurndownRates.DEFAULT,
                SpillPolicy.STANDARD,
                SpillPolicy.STANDARD.usualOverrides());
    }

    private void pass(Duration time) {
        ticker.advance(time);
        wall.updateAndGet(now -> now.plus(time));
    }

    private PoolSnapshot.Reservation seen(String name) {
        return gate.snapshot().reservation(name);
    }

    @Test
    void the_calendar_opens_and_closes_a_window() {
        book.put(reservation("office", 60_000, "mon-fri 08:00-18:00 Europe/Berlin"));
        assertThat(seen("office").active()).isFalse();
        assertThat(book.turn()).isEqualTo(ReservationBook.LONGEST_SLEEP);

        pass(Duration.ofSeconds(110));
        assertThat(book.turn()).isEqualTo(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10));
        book.turn();
        assertThat(seen("office").active()).isTrue();

        pass(Duration.ofHours(10));
        book.turn();
        assertThat(seen("office").active()).isFalse();
    }

    @Test
    void a_clock_that_steps_back_closes_a_window_again_and_fills_nothing() {
        book.put(reservation("office", 60_000, "mon-fri 08:00-18:00 Europe/Berlin"));
        pass(Duration.ofMinutes(3));
        book.turn();
        assertThat(seen("office").active()).isTrue();

        wall.set(BEFORE);
        book.turn();
        assertThat(seen("office").active()).isFalse();
        assertThat(seen("office").inputTokens()).isEqualTo(60_000);
    }

    @Test
    void reservations_are_resized_and_cancelled_while_it_runs() {
        book.put(reservation("base", 60_000));
        book.put(reservation("base", 90_000));
        assertThat(seen("base").inputPerMinute()).isEqualTo(90_000);
        assertThat(book.reservations()).hasSize(1);

        assertThat(book.cancel("base")).isTrue();
        assertThat(book.cancel("base")).isFalse();
        assertThat(gate.snapshot().reservations()).isEmpty();
        assertThat(book.reservations()).isEmpty();
    }

    @Test
    void more_than_the_pool_serves_is_refused_with_figures_and_changes_nothing() {
        book.put(reservation("base", 60_000));

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> book.put(reservation("extra", 50_000)))
                .satisfies(refused -> assertThat(refused.failure().message())
                        .contains("base, extra", "110000 input", "serves 100000 and 10000"));
        assertThat(book.reservations()).hasSize(1);
        book.put(reservation("base", 100_000));
        assertThat(seen("base").inputPerMinute()).isEqualTo(100_000);
    }

    @Test
    void an_unknown_model_is_refused_by_name() {
        Reservation lost = new Reservation(
                "r",
                "asistant",
                List.of("shop"),
                1,
                1,
                Schedule.ALWAYS,
                CapacityPrice.FREE,
                BurndownRates.DEFAULT,
                SpillPolicy.REJECT,
                SpillPolicy.REJECT.usualOverrides());

        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> book.put(lost))
                .satisfies(refused -> assertThat(refused.failure().message()).contains("unknown model 'asistant'"));
    }

    @Test
    void the_spill_header_is_one_of_a_few_words() {
        assertThat(SpillHeader.parse(null)).isEmpty();
        assertThat(SpillHeader.parse("then_flex")).contains(SpillOverride.THEN_FLEX);
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> SpillHeader.parse("flex"))
                .satisfies(refused -> assertThat(refused.failure().message())
                        .contains("reservation_only, then_standard, then_priority, then_flex, skip"));
    }
}
