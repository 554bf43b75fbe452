package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.BucketWidth;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsagePage;
import dev.tierway.storage.ledger.UsageQuery;
import dev.tierway.storage.ledger.UsageTotals;
import dev.tierway.storage.ledger.UsageTotals.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the sums over the ledger promise on every database. */
abstract class UsageContract extends StorageContract {
    private static final List<BucketWidth> WIDTHS = List.of(BucketWidth.values());
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static LedgerFilter days(ZoneId zone, String from, String to) {
        return LedgerFilter.in(new TimeRange(
                LocalDate.parse(from).atStartOfDay(zone).toInstant(),
                LocalDate.parse(to).atStartOfDay(zone).toInstant()));
    }

    @Test
    void sums_are_those_of_the_entries_whatever_is_asked() {
        RandomGenerator random = new Random(11);
        Instant start = Instant.parse("2026-10-20T00:00:00Z");
        List<LedgerEntry> entries = IntStream.range(0, 500)
                .mapToObj(i -> Entries.any(random, "r" + i, start, Duration.ofDays(12)))
                .toList();
        database().ledger().append(entries);
        List<ZoneId> zones = List.of(
                ZoneOffset.UTC,
                BERLIN,
                ZoneId.of("Asia/Kathmandu"),
                ZoneId.of("America/Los_Angeles"),
                ZoneId.of("Australia/Lord_Howe"));

        for (int round = 0; round < 40; round++) {
            Instant from = start.plusSeconds(random.nextLong(Duration.ofDays(6).toSeconds()));
            TimeRange range = new TimeRange(from, from.plusSeconds(1 + random.nextLong(500_000)));
            List<Dimension> groupBy = List.of(Dimension.values()).stream()
                    .filter(_ -> random.nextInt(4) == 0)
                    .toList();
            UsageQuery query = new UsageQuery(
                    LedgerFilter.in(range),
                    WIDTHS.get(random.nextInt(WIDTHS.size())),
                    zones.get(random.nextInt(zones.size())),
                    groupBy,
                    1 + random.nextInt(300));

            assertThat(allBuckets(query))
                    .as("%s", query)
                    .allSatisfy(
                            bucket -> assertThat(bucket.groups()).isEqualTo(summed(entries, range, bucket, groupBy)));
        }
    }

    /** Every page of the answer; checks that buckets follow on each other and cover the range. */
    private List<UsagePage.Bucket> allBuckets(UsageQuery query) {
        List<UsagePage.Bucket> buckets = new ArrayList<>();
        UsagePage page = database().ledger().usage(query);
        buckets.addAll(page.buckets());
        while (page.next().isPresent()) {
            assertThat(page.buckets()).hasSizeLessThanOrEqualTo(query.limit());
            page = database().ledger().usage(query.from(page.next().orElseThrow()));
            buckets.addAll(page.buckets());
        }
        for (int i = 1; i < buckets.size(); i++) {
            assertThat(buckets.get(i).start()).isEqualTo(buckets.get(i - 1).end());
        }
        assertThat(buckets.getFirst().start())
                .isBeforeOrEqualTo(query.filter().range().from());
        assertThat(buckets.getFirst().end()).isAfter(query.filter().range().from());
        assertThat(buckets.getLast().start()).isBefore(query.filter().range().to());
        assertThat(buckets.getLast().end())
                .isAfterOrEqualTo(query.filter().range().to());
        return buckets;
    }

    /** The same sums, the simple way. */
    private static List<UsagePage.Group> summed(
            List<LedgerEntry> entries, TimeRange range, UsagePage.Bucket bucket, List<Dimension> groupBy) {
        Map<List<String>, List<LedgerEntry>> groups = new TreeMap<>(UsageContract::compare);
        for (LedgerEntry entry : entries) {
            Instant at = entry.endedAt();
            boolean inside = !at.isBefore(range.from())
                    && at.isBefore(range.to())
                    && !at.isBefore(bucket.start())
                    && at.isBefore(bucket.end());
            if (inside) {
                List<String> key = groupBy.stream()
                        .map(dimension -> value(entry, dimension))
                        .toList();
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry);
            }
        }
        return groups.entrySet().stream()
                .map(group -> new UsagePage.Group(
                        IntStream.range(0, groupBy.size())
                                .boxed()
                                .collect(Collectors.toMap(groupBy::get, group.getKey()::get)),
                        totals(group.getValue())))
                .toList();
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    static String value(LedgerEntry entry, Dimension dimension) {
        return switch (dimension) {
            case PROJECT -> entry.caller().project();
            case KEY -> entry.caller().keyId();
            case USE_CASE -> entry.caller().useCase();
            case MODEL -> entry.model();
            case DEPLOYMENT -> entry.deployment();
            case TIER_REQUESTED -> wireName(entry.requestedTier());
            case TIER_SERVED -> wireName(entry.servedTier());
            case REASON -> entry.reason();
            case OUTCOME -> entry.outcome();
            case RESERVATION -> entry.reservation();
        };
    }

    private static String wireName(@Nullable ServiceTier tier) {
        return tier == null ? "" : tier.wireName();
    }

    static UsageTotals totals(List<LedgerEntry> entries) {
        Usage usage = entries.stream().map(LedgerEntry::usage).reduce(Usage.NONE, Usage::plus);
        long cost = 0;
        long unpriced = 0;
        for (LedgerEntry entry : entries) {
            switch (entry.cost()) {
                case Cost.Priced priced -> cost += priced.nanos();
                case Cost.Unpriced _ -> unpriced++;
            }
        }
        return new UsageTotals(
                entries.size(),
                usage,
                cost,
                unpriced,
                new LedgerEntry.Hold(
                        entries.stream().mapToLong(it -> it.hold().tokensHeld()).sum(),
                        entries.stream()
                                .mapToLong(it -> it.hold().tokensSettled())
                                .sum()),
                measured(entries, it -> it.timing().queueNanos()),
                measured(entries, it -> it.timing().ttftNanos()),
                measured(entries, it -> it.timing().decodeNanos()),
                measured(entries, it -> it.timing().networkNanos()));
    }

    private static Measured measured(List<LedgerEntry> entries, ToLongFunction<LedgerEntry> nanos) {
        long[] known = entries.stream().mapToLong(nanos).filter(it -> it >= 0).toArray();
        return new Measured(Arrays.stream(known).sum(), known.length);
    }

    @Test
    void a_day_on_which_clocks_change_has_its_23_or_25_hours() {
        database().ledger().append(hourly("spring", "2026-03-28T22:00:00Z", 72));
        database().ledger().append(hourly("autumn", "2026-10-23T22:00:00Z", 72));

        assertThat(requests(days(BERLIN, "2026-03-28", "2026-03-31"), BucketWidth.DAY))
                .containsExactly(1L, 23L, 24L);
        assertThat(requests(days(BERLIN, "2026-10-24", "2026-10-27"), BucketWidth.DAY))
                .containsExactly(24L, 25L, 23L);
        // The hour that comes twice is two hours.
        assertThat(requests(days(BERLIN, "2026-10-25", "2026-10-26"), BucketWidth.HOUR))
                .hasSize(25)
                .containsOnly(1L);
    }

    private static List<LedgerEntry> hourly(String prefix, String start, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Entries.entry(prefix + i, Instant.parse(start).plus(Duration.ofHours(i))))
                .toList();
    }

    private List<Long> requests(LedgerFilter filter, BucketWidth width) {
        return database().ledger().usage(new UsageQuery(filter, width, BERLIN, List.of(), 100)).buckets().stream()
                .map(bucket -> bucket.groups().stream()
                        .mapToLong(group -> group.totals().requests())
                        .sum())
                .toList();
    }

    @Test
    void stretches_without_requests_are_there_and_empty() {
        database().ledger().append(List.of(Entries.entry("r1", Entries.NOON)));

        UsagePage page = database()
                .ledger()
                .usage(new UsageQuery(
                        days(ZoneOffset.UTC, "2026-11-01", "2026-11-08"),
                        BucketWidth.DAY,
                        ZoneOffset.UTC,
                        List.of(Dimension.PROJECT),
                        7));

        assertThat(page.next()).isEmpty();
        assertThat(page.buckets()).extracting(bucket -> bucket.groups().size()).containsExactly(0, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void the_total_of_nothing_is_zero() {
        assertThat(database().ledger().total(LedgerFilter.in(TimeRange.ALL))).isEqualTo(UsageTotals.NONE);
    }

    @Test
    void senseless_questions_are_refused() {
        LedgerFilter day = days(ZoneOffset.UTC, "2026-11-01", "2026-11-02");

        assertThatThrownBy(() -> new TimeRange(Entries.NOON, Entries.NOON))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UsageQuery(day, BucketWidth.DAY, BERLIN, List.of(), 0))
                .hasMessageContaining("1 to 1440 buckets, not 0");
        assertThatThrownBy(() -> new UsageQuery(day, BucketWidth.DAY, BERLIN, List.of(Dimension.KEY, Dimension.KEY), 1))
                .hasMessageContaining("grouped by once");
    }
}
