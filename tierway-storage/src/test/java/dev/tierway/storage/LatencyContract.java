package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.BucketWidth;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LatencyPage;
import dev.tierway.storage.ledger.LatencyTotals;
import dev.tierway.storage.ledger.LatencyTotals.Attained;
import dev.tierway.storage.ledger.LatencyTotals.Otps;
import dev.tierway.storage.ledger.LatencyTotals.Part;
import dev.tierway.storage.ledger.LatencyTotals.Split;
import dev.tierway.storage.ledger.LatencyTotals.Ttft;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Timing;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsageQuery;
import dev.tierway.storage.ledger.UsageTotals.Measured;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the ledger tells of latency on every database. */
abstract class LatencyContract extends StorageContract {
    private static final LatencyTargets TARGETS = new LatencyTargets(Map.of(
            "assistant",
            Map.of(
                    ServiceTier.PRIORITY,
                    target(Duration.ofMinutes(10), 22.0),
                    ServiceTier.STANDARD,
                    new LatencyTarget(Optional.of(Duration.ofMinutes(5)), Optional.empty())),
            "Ärzte-Modell",
            Map.of(ServiceTier.FLEX, new LatencyTarget(Optional.empty(), Optional.of(4.0)))));

    private static LatencyTarget target(Duration ttft, double minOtps) {
        return new LatencyTarget(Optional.of(ttft), Optional.of(minOtps));
    }

    @Test
    void sums_and_verdicts_are_those_of_the_entries() {
        RandomGenerator random = new Random(5);
        List<LedgerEntry> entries = IntStream.range(0, 600)
                .mapToObj(i -> Entries.any(random, "r" + i, Entries.NOON, Duration.ofHours(5)))
                .toList();
        database().ledger().append(entries);

        for (List<Dimension> groupBy : List.of(
                List.<Dimension>of(),
                List.of(Dimension.MODEL),
                List.of(Dimension.MODEL, Dimension.DEPLOYMENT, Dimension.TIER_SERVED),
                List.of(Dimension.USE_CASE, Dimension.PROJECT))) {
            List<LatencyPage.Bucket> buckets = ask(groupBy, Duration.ofHours(5)).buckets();

            assertThat(buckets).hasSize(5);
            for (LatencyPage.Bucket bucket : buckets) {
                List<LedgerEntry> inside = entries.stream()
                        .filter(it -> !it.endedAt().isBefore(bucket.start())
                                && it.endedAt().isBefore(bucket.end()))
                        .toList();
                assertThat(bucket.groups().stream()
                                .mapToLong(it ->
                                        it.totals().completed() + it.totals().others())
                                .sum())
                        .isEqualTo(inside.size());
                assertThat(bucket.groups())
                        .allSatisfy(group -> assertThat(group.totals())
                                .isEqualTo(simply(inside.stream()
                                        .filter(it -> group.values().entrySet().stream()
                                                .allMatch(of ->
                                                        value(it, of.getKey()).equals(of.getValue())))
                                        .toList())));
            }
        }
    }

    private LatencyPage ask(List<Dimension> groupBy, Duration span) {
        TimeRange range = new TimeRange(Entries.NOON, Entries.NOON.plus(span));
        return database()
                .ledger()
                .latency(
                        new UsageQuery(LedgerFilter.in(range), BucketWidth.HOUR, ZoneOffset.UTC, groupBy, 100),
                        TARGETS);
    }

    private static String value(LedgerEntry entry, Dimension dimension) {
        return switch (dimension) {
            case PROJECT -> entry.caller().project();
            case USE_CASE -> entry.caller().useCase();
            case MODEL -> entry.model();
            case DEPLOYMENT -> entry.deployment();
            case TIER_SERVED ->
                Optional.ofNullable(entry.servedTier())
                        .map(ServiceTier::wireName)
                        .orElse("");
            case KEY, TIER_REQUESTED, REASON, OUTCOME, RESERVATION ->
                throw new IllegalArgumentException(dimension.name());
        };
    }

    /** The same, entry by entry, with the judgement of {@link LatencyTarget}. */
    private static LatencyTotals simply(List<LedgerEntry> all) {
        List<LedgerEntry> completed =
                all.stream().filter(it -> it.outcome().equals("completed")).toList();
        List<LedgerEntry> timed = completed.stream()
                .filter(it -> known(it.timing().decodeNanos()))
                .toList();
        List<LedgerEntry> first =
                timed.stream().filter(it -> known(it.timing().ttftNanos())).toList();
        List<LedgerEntry> split = first.stream()
                .filter(it ->
                        known(it.timing().queueNanos()) && known(it.timing().networkNanos()))
                .toList();
        List<LedgerEntry> rated =
                timed.stream().filter(it -> it.usage().output() > 1).toList();
        long[] ttfts =
                first.stream().mapToLong(it -> it.timing().ttftNanos()).sorted().toArray();
        return new LatencyTotals(
                completed.size(),
                all.size() - completed.size(),
                measured(completed, it -> it.timing().queueNanos()),
                measured(completed, it -> it.timing().networkNanos()),
                new Measured(sum(split, LatencyContract::prefill), split.size()),
                measured(completed, it -> it.timing().decodeNanos()),
                new Split(
                        split.size(),
                        sum(split, it -> it.timing().queueNanos()),
                        sum(split, it -> it.timing().networkNanos()),
                        sum(split, LatencyContract::prefill),
                        sum(split, it -> it.timing().decodeNanos())),
                new Ttft(
                        first.size(),
                        percentile(ttfts, 50),
                        percentile(ttfts, 95),
                        percentile(ttfts, 99),
                        attained(first, it -> target(it).ttftMet(it.timing().ttftNanos()))),
                new Otps(
                        rated.size(),
                        sum(rated, it -> it.usage().output() - 1),
                        sum(rated, it -> it.timing().decodeNanos()),
                        attained(
                                rated,
                                it -> target(it)
                                        .otpsMet(
                                                it.usage().output(), it.timing().decodeNanos()))));
    }

    private static LatencyTarget target(LedgerEntry entry) {
        ServiceTier tier = entry.servedTier();
        return tier == null ? LatencyTarget.NONE : TARGETS.of(entry.model(), tier);
    }

    private static boolean known(long nanos) {
        return nanos >= 0;
    }

    private static long prefill(LedgerEntry entry) {
        Timing timing = entry.timing();
        return timing.ttftNanos() - timing.queueNanos() - timing.networkNanos();
    }

    private static long sum(List<LedgerEntry> entries, ToLongFunction<LedgerEntry> of) {
        return entries.stream().mapToLong(of).sum();
    }

    private static Measured measured(List<LedgerEntry> entries, ToLongFunction<LedgerEntry> nanos) {
        long[] known =
                entries.stream().mapToLong(nanos).filter(LatencyContract::known).toArray();
        return new Measured(Arrays.stream(known).sum(), known.length);
    }

    private static Attained attained(List<LedgerEntry> entries, Function<LedgerEntry, Optional<Boolean>> verdict) {
        List<Boolean> verdicts = new ArrayList<>();
        entries.forEach(it -> verdict.apply(it).ifPresent(verdicts::add));
        return new Attained(
                verdicts.size(),
                verdicts.stream().filter(Predicate.isEqual(true)).count());
    }

    private static long percentile(long[] sorted, int percent) {
        OptionalLong found = Arrays.stream(sorted)
                .filter(it -> 100L
                                * Arrays.stream(sorted)
                                        .filter(other -> other <= it)
                                        .count()
                        >= (long) percent * sorted.length)
                .findFirst();
        return found.orElse(0);
    }

    @Test
    void the_part_that_takes_the_most_is_named() {
        database()
                .ledger()
                .append(List.of(
                        entry("q", 900, 100, 1_500, 400),
                        entry("n", 100, 900, 1_500, 400),
                        entry("p", 100, 100, 1_500, 400),
                        entry("d", 100, 100, 1_500, 2_000)));

        assertThat(ask(List.of(Dimension.DEPLOYMENT), Duration.ofHours(1))
                        .buckets()
                        .getFirst()
                        .groups())
                .extracting(group -> group.totals().split().dominant())
                .containsExactly(
                        Optional.of(Part.DECODE),
                        Optional.of(Part.NETWORK),
                        Optional.of(Part.PREFILL),
                        Optional.of(Part.QUEUE));
        assertThat(ask(List.of(), Duration.ofHours(1)).buckets().getFirst().groups())
                .singleElement()
                .satisfies(all -> {
                    Split split = all.totals().split();
                    assertThat(split.dominant()).contains(Part.PREFILL);
                    assertThat(split.queueNanos() + split.networkNanos() + split.prefillNanos())
                            .isEqualTo(4 * 1_500);
                });
    }

    @Test
    void a_request_of_unknown_parts_counts_and_names_no_part() {
        database()
                .ledger()
                .append(List.of(
                        entry("a", 100, Timing.UNKNOWN, 1_500, 400), entry("b", 100, 100, 1_500, Timing.UNKNOWN)));

        LatencyTotals totals = ask(List.of(), Duration.ofHours(1))
                .buckets()
                .getFirst()
                .groups()
                .getFirst()
                .totals();

        assertThat(totals.completed()).isEqualTo(2);
        assertThat(totals.split().dominant()).isEmpty();
        assertThat(totals.queue().count()).isEqualTo(2);
        assertThat(totals.network().count()).isEqualTo(1);
        assertThat(totals.ttft().measured()).isEqualTo(1);
        assertThat(totals.ttft().attained()).isEqualTo(new Attained(1, 1));
    }

    @Test
    void percentiles_are_times_that_were_measured() {
        database()
                .ledger()
                .append(IntStream.rangeClosed(1, 200)
                        .mapToObj(i -> entry("r" + i, 0, 0, i, 1))
                        .toList());

        Ttft ttft = ask(List.of(Dimension.MODEL), Duration.ofHours(1))
                .buckets()
                .getFirst()
                .groups()
                .getFirst()
                .totals()
                .ttft();

        assertThat(List.of(ttft.p50(), ttft.p95(), ttft.p99())).containsExactly(100L, 190L, 198L);
    }

    @Test
    void without_targets_nothing_is_judged() {
        database().ledger().append(List.of(entry("a", 1, 1, 10, 1)));

        LatencyPage page = database()
                .ledger()
                .latency(
                        new UsageQuery(
                                LedgerFilter.in(TimeRange.ALL).with(Dimension.MODEL, "assistant"),
                                BucketWidth.DAY,
                                ZoneOffset.UTC,
                                List.of(),
                                10),
                        LatencyTargets.NONE);

        assertThat(page.next()).isPresent();
        assertThat(page.buckets()).allSatisfy(it -> assertThat(it.groups()).isEmpty());
        Instant before = Entries.NOON.minusSeconds(10);
        assertThat(database()
                        .ledger()
                        .latency(
                                new UsageQuery(
                                        LedgerFilter.in(new TimeRange(before, Entries.NOON.plusSeconds(10))),
                                        BucketWidth.DAY,
                                        ZoneOffset.UTC,
                                        List.of(),
                                        10),
                                LatencyTargets.NONE)
                        .buckets())
                .singleElement()
                .satisfies(day -> assertThat(day.groups().getFirst().totals().ttft())
                        .isEqualTo(new Ttft(1, 10, 10, 10, new Attained(0, 0))));
    }

    /** A completed request whose deployment is its name. */
    private static LedgerEntry entry(String id, long queue, long network, long ttft, long decode) {
        return new LedgerEntry(
                id,
                Entries.NOON,
                new LedgerEntry.Caller("p", "k", ""),
                "assistant",
                id,
                ServiceTier.PRIORITY,
                ServiceTier.PRIORITY,
                "requested",
                "completed",
                Usage.of(10, 0, 5),
                LedgerEntry.Hold.NONE,
                new Timing(queue, ttft, decode, network),
                new LedgerEntry.Cost.Unpriced("no_price"),
                "",
                "f00d");
    }
}
