package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.DeferrableQuery;
import dev.tierway.storage.ledger.DeferrableSum;
import dev.tierway.storage.ledger.DeferrableSum.Waiting;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Caller;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerEntry.Hold;
import dev.tierway.storage.ledger.LedgerEntry.Timing;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What could have waited is found by the rule as it is written down, on every database. */
abstract class DeferrableContract extends StorageContract {
    private static final Instant NOON = Entries.NOON;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration QUICK = Duration.ofSeconds(1);
    private static final TimeRange DAY = new TimeRange(NOON.minus(Duration.ofDays(1)), NOON.plus(Duration.ofDays(1)));

    private int stored;

    private List<DeferrableSum> sums(int bulk, Dimension... groupBy) {
        return database()
                .ledger()
                .deferrable(new DeferrableQuery(LedgerFilter.in(DAY), List.of(groupBy), bulk, PATIENCE, List.of()));
    }

    private Map<Waiting, Long> requests(int bulk) {
        return sums(bulk).stream()
                .collect(Collectors.toMap(DeferrableSum::waiting, DeferrableSum::requests, Long::sum));
    }

    /** Stores a request of the key that was sent at {@code sent}. */
    private void request(Instant sent, Duration took, String key, ServiceTier served, String outcome) {
        Timing timing = new Timing(0, took.toNanos() / 2, took.toNanos() - took.toNanos() / 2, 0);
        database()
                .ledger()
                .append(List.of(new LedgerEntry(
                        "r" + stored++,
                        sent.plus(took),
                        new Caller("storefront", key, ""),
                        "assistant",
                        "vllm-a",
                        served,
                        served,
                        "granted",
                        outcome,
                        new Usage(100, 0, 0, 0, 10, 0),
                        Hold.NONE,
                        timing,
                        new Cost.Priced(7, "v1"),
                        "",
                        "cafe")));
    }

    private void completed(Instant sent, Duration took) {
        request(sent, took, "k", ServiceTier.STANDARD, "completed");
    }

    @Test
    void requests_sent_in_one_minute_could_have_been_a_batch_from_the_number_on() {
        for (int i = 0; i < 3; i++) {
            completed(NOON.plusSeconds(i), Duration.ofSeconds(1 + 40L * i));
        }
        completed(NOON.plusSeconds(60), QUICK);

        assertThat(requests(3)).isEqualTo(Map.of(Waiting.BATCH, 3L, Waiting.NONE, 1L));
        assertThat(requests(4)).isEqualTo(Map.of(Waiting.FLEX, 2L, Waiting.NONE, 2L));
    }

    @Test
    void only_requests_of_the_same_key_that_completed_in_standard_or_priority_are_counted() {
        completed(NOON, QUICK);
        request(NOON, QUICK, "k", ServiceTier.PRIORITY, "completed");
        request(NOON, QUICK, "k", ServiceTier.BATCH, "completed");
        request(NOON, QUICK, "k", ServiceTier.FLEX, "completed");
        request(NOON, QUICK, "k", ServiceTier.RESERVED, "completed");
        request(NOON, QUICK, "k", ServiceTier.STANDARD, "client_gone");
        request(NOON, QUICK, "other", ServiceTier.STANDARD, "completed");

        assertThat(requests(2)).isEqualTo(Map.of(Waiting.BATCH, 2L, Waiting.NONE, 5L));
        assertThat(requests(3)).isEqualTo(Map.of(Waiting.NONE, 7L));
    }

    @Test
    void who_waited_long_and_stayed_could_have_been_flex() {
        completed(NOON, PATIENCE);
        completed(NOON, PATIENCE.minusMillis(1));
        request(NOON, PATIENCE, "k", ServiceTier.STANDARD, "client_gone");
        request(NOON, PATIENCE, "k", ServiceTier.FLEX, "completed");

        assertThat(requests(20)).isEqualTo(Map.of(Waiting.FLEX, 1L, Waiting.NONE, 3L));
    }

    @Test
    void a_filter_narrows_what_is_summed_up_and_not_what_is_counted() {
        completed(NOON, QUICK);
        completed(NOON, PATIENCE);
        LedgerFilter filter = LedgerFilter.in(DAY).with(Dimension.PROJECT, "nobody");
        LedgerFilter all = LedgerFilter.in(DAY).with(Dimension.PROJECT, "storefront");

        assertThat(database().ledger().deferrable(new DeferrableQuery(filter, List.of(), 2, PATIENCE, List.of())))
                .isEmpty();
        assertThat(database().ledger().deferrable(new DeferrableQuery(all, List.of(), 2, PATIENCE, List.of())))
                .singleElement()
                .isEqualTo(new DeferrableSum(
                        Waiting.BATCH, Map.of(), "assistant", "v1", 0, 2, new Usage(200, 0, 0, 0, 20, 0), 14));
    }

    @Test
    void a_rule_without_sense_is_refused() {
        assertThatThrownBy(() -> sums(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sums_are_those_of_a_reader_that_goes_through_every_entry() {
        for (long seed = 0; seed < 4; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<LedgerEntry> entries = new ArrayList<>();
            String prefix = "s" + seed + "-";
            for (int i = 0; i < 400; i++) {
                entries.add(Entries.any(random, prefix + i, NOON.plusSeconds(seed * 3_600), Duration.ofMinutes(20)));
            }
            database().ledger().append(entries);
            TimeRange range = new TimeRange(NOON.plusSeconds(seed * 3_600), NOON.plusSeconds(seed * 3_600 + 1_100));
            Duration patience = Duration.ofSeconds(100L * seed);
            List<Long> steps = List.of(50_000L, 120_000L);
            List<Dimension> groupBy = List.of(Dimension.PROJECT, Dimension.KEY);
            DeferrableQuery query =
                    new DeferrableQuery(LedgerFilter.in(range), groupBy, 2 + (int) seed, patience, steps);

            assertThat(database().ledger().deferrable(query))
                    .containsExactlyInAnyOrderElementsOf(bruteForce(query, entries));
        }
    }

    private record Alike(Waiting waiting, Map<Dimension, String> group, String model, String version, long above) {}

    private static List<DeferrableSum> bruteForce(DeferrableQuery query, List<LedgerEntry> all) {
        TimeRange range = query.filter().range();
        List<LedgerEntry> entries = all.stream()
                .filter(it ->
                        !it.endedAt().isBefore(range.from()) && it.endedAt().isBefore(range.to()))
                .toList();
        Map<List<Object>, Integer> sent = new HashMap<>();
        entries.stream().filter(DeferrableContract::candidate).forEach(it -> sent.merge(minute(it), 1, Integer::sum));
        Map<Alike, DeferrableSum> sums = new HashMap<>();
        for (LedgerEntry it : entries) {
            Waiting waiting = Waiting.NONE;
            if (candidate(it) && sent.getOrDefault(minute(it), 0) >= query.bulkRequests()) {
                waiting = Waiting.BATCH;
            } else if (candidate(it) && took(it) >= query.patience().toNanos()) {
                waiting = Waiting.FLEX;
            }
            Cost cost = it.cost();
            Map<Dimension, String> group = Map.of(
                    Dimension.PROJECT,
                    it.caller().project(),
                    Dimension.KEY,
                    it.caller().keyId());
            long prompt = it.usage().input();
            long above = prompt > 120_000 ? 120_000 : prompt > 50_000 ? 50_000 : 0;
            String version = cost instanceof Cost.Priced priced ? priced.priceVersion() : "";
            long nanos = cost instanceof Cost.Priced priced ? priced.nanos() : 0;
            sums.merge(
                    new Alike(waiting, group, it.model(), version, above),
                    new DeferrableSum(waiting, group, it.model(), version, above, 1, it.usage(), nanos),
                    (one, other) -> new DeferrableSum(
                            one.waiting(),
                            one.group(),
                            one.model(),
                            one.priceVersion(),
                            one.promptAbove(),
                            one.requests() + 1,
                            one.usage().plus(other.usage()),
                            one.costNanos() + other.costNanos()));
        }
        return List.copyOf(sums.values());
    }

    private static boolean candidate(LedgerEntry entry) {
        return entry.outcome().equals("completed")
                && (entry.servedTier() == ServiceTier.STANDARD || entry.servedTier() == ServiceTier.PRIORITY);
    }

    private static long took(LedgerEntry entry) {
        return Math.max(entry.timing().ttftNanos(), 0) + Math.max(entry.timing().decodeNanos(), 0);
    }

    private static List<Object> minute(LedgerEntry entry) {
        Instant sent = entry.endedAt().minusNanos(took(entry) / 1_000 * 1_000);
        return List.of(entry.caller().keyId(), entry.model(), Math.floorDiv(sent.getEpochSecond(), 60));
    }
}
