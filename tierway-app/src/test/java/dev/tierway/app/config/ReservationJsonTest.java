package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.CalendarWindow;
import dev.tierway.core.capacity.CalendarWindowParser;
import dev.tierway.core.capacity.CapacityPrice;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.Schedule;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.capacity.SpillPolicy;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.gateway.admin.ReservationJson;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written of a reservation is read back to the same reservation. */
class ReservationJsonTest {
    @Property(tries = 300)
    void terms_are_read_back_whole(@ForAll("reservations") Reservation reservation) {
        String written = ReservationJson.terms(reservation);
        // JSON is YAML too, so this is the reader of configuration files.
        ConfigNode tree = YamlTree.parse("written", written);

        Reservation read =
                ConfigReader.bind(tree, reader -> ReservationConfig.from(reservation.name(), reader), it -> List.of());

        assertThat(read).isEqualTo(reservation);
        assertThat(ReservationJson.terms(read)).isEqualTo(written);
    }

    @Provide
    Arbitrary<Reservation> reservations() {
        return Combinators.combine(schedules(), prices(), rates(), spills(), sides(), sides())
                .as((schedule, price, rates, spill, input, output) -> new Reservation(
                        "any",
                        "m",
                        List.of("b", "a"),
                        input,
                        output,
                        schedule,
                        price,
                        rates,
                        spill.policy(),
                        spill.overrides()));
    }

    private record Spill(SpillPolicy policy, Set<SpillOverride> overrides) {}

    private static Arbitrary<Spill> spills() {
        return Arbitraries.of(SpillPolicy.values())
                .flatMap(policy -> Arbitraries.of(SpillOverride.values())
                        .filter(it -> policy != SpillPolicy.REJECT || it != SpillOverride.SKIP)
                        .set()
                        .map(overrides -> new Spill(policy, overrides)));
    }

    private static Arbitrary<Long> sides() {
        return Arbitraries.longs().between(1, 1_000_000_000_000L);
    }

    private static Arbitrary<CapacityPrice> prices() {
        Arbitrary<Long> nanos = Arbitraries.longs().between(0, 10_000_000_000L);
        return Combinators.combine(nanos, nanos, Arbitraries.of(true, false))
                .as((input, output, same) -> new CapacityPrice(input, same ? input : output));
    }

    private static Arbitrary<BurndownRates> rates() {
        Arbitrary<Long> positive = Arbitraries.longs().between(1, 1_000_000_000);
        Arbitrary<Long> any = Arbitraries.longs().between(0, 1_000_000_000);
        return Combinators.combine(positive, any, any, any, positive)
                .as(BurndownRates::new)
                .injectDuplicates(0.2);
    }

    private static Arbitrary<Schedule> schedules() {
        Arbitrary<ZoneId> zones =
                Arbitraries.of(ZoneOffset.UTC, ZoneId.of("America/New_York"), ZoneId.of("Pacific/Apia"));
        Arbitrary<LocalDate> days = Arbitraries.longs().between(14_000, 22_000).map(LocalDate::ofEpochDay);
        Arbitrary<List<CalendarWindow>> windows = Arbitraries.of(
                        "mon-fri 08:00-18:00 Europe/Berlin",
                        "22:00-06:00 UTC",
                        "01-15..04-20 America/New_York",
                        "2027-03-01..2027-03-05 08:00-24:00 UTC")
                .map(CalendarWindowParser::parse)
                .list()
                .ofMaxSize(2);
        return Combinators.combine(zones, days, days, Arbitraries.integers().between(0, 3), windows)
                .as((zone, one, other, ends, open) -> {
                    LocalDate first = one.isBefore(other) ? one : other;
                    LocalDate last = one.isBefore(other) ? other : one;
                    Optional<Instant> from = (ends & 1) == 0 ? Optional.empty() : Optional.of(startOf(first, zone));
                    Optional<Instant> to =
                            (ends & 2) == 0 ? Optional.empty() : Optional.of(startOf(last.plusDays(1), zone));
                    return new Schedule(from, to, open, ends == 0 ? ZoneOffset.UTC : zone);
                });
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
