package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.ReservationDraw;
import dev.tierway.storage.ledger.ReservationDrawQuery;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the sums over a reservation's requests promise on every database. */
abstract class ReservationDrawContract extends StorageContract {
    private static final Instant START = Instant.parse("2026-10-20T00:00:00Z");

    @Test
    void sums_are_those_of_the_entries() {
        RandomGenerator random = new Random(5);
        List<LedgerEntry> entries = IntStream.range(0, 800)
                .mapToObj(i -> Entries.any(random, "r" + i, START, Duration.ofMinutes(40)))
                .toList();
        database().ledger().append(entries);
        List<Instant> cuts =
                List.of(START.plusSeconds(90), START.plus(700_000_001, ChronoUnit.MICROS), START.plusSeconds(720));
        TimeRange range = new TimeRange(START.plusSeconds(31), START.plusSeconds(2_000));
        ReservationDrawQuery query = new ReservationDrawQuery("tax-season", range, cuts, List.of(50_000L, 120_000L));

        List<ReservationDraw> draws = database().ledger().draws(query);

        assertThat(new HashSet<>(draws)).hasSameSizeAs(draws).isEqualTo(new HashSet<>(summed(entries, query)));
        assertThat(draws).isSortedAccordingTo((one, other) -> one.from().compareTo(other.from()));
        assertThat(draws).extracting(ReservationDraw::from).contains(cuts.getFirst(), cuts.get(1));
        assertThat(draws).extracting(ReservationDraw::promptAbove).contains(0L, 50_000L, 120_000L);
    }

    @Test
    void without_cuts_and_steps_a_minute_is_one_sum() {
        database().ledger().append(Entries.series("r", START, 120));

        List<ReservationDraw> draws = database()
                .ledger()
                .draws(new ReservationDrawQuery(
                        "tax-season", new TimeRange(START, START.plusSeconds(3_600)), List.of(), List.of()));

        assertThat(draws)
                .containsExactly(
                        new ReservationDraw(
                                START,
                                "storefront",
                                "assistant",
                                false,
                                0,
                                60,
                                new Usage(6_000, 1_200, 180, 240, 3_000, 600),
                                60_000_000_000L,
                                0),
                        new ReservationDraw(
                                START.plusSeconds(60),
                                "storefront",
                                "assistant",
                                false,
                                0,
                                60,
                                new Usage(6_000, 1_200, 180, 240, 3_000, 600),
                                60_000_000_000L,
                                0));
    }

    @Test
    void another_reservation_has_none() {
        database().ledger().append(Entries.series("r", START, 3));

        assertThat(database()
                        .ledger()
                        .draws(new ReservationDrawQuery(
                                "other", new TimeRange(START, START.plusSeconds(60)), List.of(), List.of())))
                .isEmpty();
    }

    private record Key(Instant from, String project, String model, boolean inside, long above) {}

    /** The same sums, the simple way. */
    private static List<ReservationDraw> summed(List<LedgerEntry> entries, ReservationDrawQuery query) {
        Map<Key, ReservationDraw> sums = new HashMap<>();
        for (LedgerEntry entry : entries) {
            Instant at = entry.endedAt();
            boolean counts = entry.reservation().equals(query.reservation())
                    && !at.isBefore(query.range().from())
                    && at.isBefore(query.range().to());
            if (counts) {
                Key key = new Key(
                        from(at, query.cuts()),
                        entry.caller().project(),
                        entry.model(),
                        entry.servedTier() == ServiceTier.RESERVED,
                        query.promptSteps().stream()
                                .filter(step -> entry.usage().input() > step)
                                .reduce(0L, Math::max));
                sums.merge(key, one(key, entry), ReservationDrawContract::sum);
            }
        }
        return List.copyOf(sums.values());
    }

    private static Instant from(Instant at, List<Instant> cuts) {
        return cuts.stream()
                .filter(cut -> !at.isBefore(cut))
                .reduce(at.truncatedTo(ChronoUnit.MINUTES), (latest, cut) -> cut.isAfter(latest) ? cut : latest);
    }

    private static ReservationDraw one(Key key, LedgerEntry entry) {
        long cost = switch (entry.cost()) {
            case Cost.Priced priced -> priced.nanos();
            case Cost.Unpriced _ -> 0;
        };
        return new ReservationDraw(
                key.from(),
                key.project(),
                key.model(),
                key.inside(),
                key.above(),
                1,
                entry.usage(),
                cost,
                entry.cost() instanceof Cost.Unpriced ? 1 : 0);
    }

    private static ReservationDraw sum(ReservationDraw one, ReservationDraw other) {
        return new ReservationDraw(
                one.from(),
                one.project(),
                one.model(),
                one.inside(),
                one.promptAbove(),
                one.requests() + other.requests(),
                one.usage().plus(other.usage()),
                one.costNanos() + other.costNanos(),
                one.unpriced() + other.unpriced());
    }
}
