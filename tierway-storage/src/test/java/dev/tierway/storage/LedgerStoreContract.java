package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.ledger.UsageTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the ledger promises on every database. */
abstract class LedgerStoreContract extends StorageContract {
    private static final LedgerFilter ALL = LedgerFilter.in(TimeRange.ALL);

    private LedgerStore ledger() {
        return database().ledger();
    }

    @Test
    void an_entry_is_read_as_it_was_written() {
        RandomGenerator random = new Random(7);
        List<LedgerEntry> entries = IntStream.range(0, 300)
                .mapToObj(i -> Entries.any(random, "r" + i, Entries.NOON, Duration.ofDays(400)))
                .toList();

        assertThat(ledger().append(entries)).isEqualTo(300);

        assertThat(entries)
                .allSatisfy(
                        entry -> assertThat(ledger().find(entry.requestId())).contains(entry));
        assertThat(ledger().find("r300")).isEmpty();
    }

    @Test
    void a_replayed_entry_is_stored_once_and_as_it_was_first() {
        LedgerEntry first = Entries.entry("r1", Entries.NOON);
        LedgerEntry again = Entries.entry("r1", Entries.NOON.plusSeconds(9));
        ledger().append(List.of(first));

        int stored = ledger().append(List.of(again, Entries.entry("r2", Entries.NOON), again));

        assertThat(stored).isEqualTo(1);
        assertThat(ledger().find("r1")).contains(first);
        assertThat(ledger().total(ALL).requests()).isEqualTo(2);
    }

    @Test
    void a_batch_is_stored_wholly_or_not_at_all() {
        List<LedgerEntry> broken = new ArrayList<>(Entries.series("r", Entries.NOON, 3));
        broken.add(null);

        assertThatThrownBy(() -> ledger().append(broken)).isInstanceOf(NullPointerException.class);

        assertThat(ledger().total(ALL).requests()).isZero();
        assertThat(ledger().append(Entries.series("r", Entries.NOON, 3))).isEqualTo(3);
    }

    @Test
    void a_zero_character_does_not_keep_an_entry_out() {
        ledger().append(List.of(Entries.entry("r1", Entries.NOON, "a\0b", new Cost.Unpriced("no_price"))));

        assertThat(ledger().find("r1").orElseThrow().caller().project()).isEqualTo("a\uFFFDb");
    }

    @Test
    void entries_are_found_at_their_time_though_the_clock_stepped_back() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // Steps back by 20 s after every tenth entry, and three entries share each instant.
            entries.add(numbered(i, Entries.NOON.plusSeconds(i / 3 - 20L * (i / 10)), "storefront"));
        }
        entries.forEach(entry -> ledger().append(List.of(entry)));

        for (int second = -80; second < 20; second++) {
            Instant from = Entries.NOON.plusSeconds(second);
            Set<Integer> expected = IntStream.range(0, 50)
                    .filter(i -> entries.get(i).endedAt().equals(from))
                    .boxed()
                    .collect(Collectors.toSet());
            assertThat(found(LedgerFilter.in(new TimeRange(from, from.plusSeconds(1)))))
                    .isEqualTo(expected);
        }
        assertThat(ledger().appended(0, 100)).extracting(LedgerRow::entry).isEqualTo(entries);
    }

    @Test
    void a_range_has_its_beginning_and_not_its_end() {
        ledger().append(IntStream.range(0, 10)
                .mapToObj(i -> numbered(i, Entries.NOON.plusSeconds(i), "storefront"))
                .toList());

        LedgerFilter filter = LedgerFilter.in(new TimeRange(Entries.NOON.plusSeconds(2), Entries.NOON.plusSeconds(5)));

        assertThat(found(filter)).containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void entries_are_filtered_by_any_dimension() {
        ledger().append(List.of(
                numbered(1, Entries.NOON, "storefront"),
                numbered(2, Entries.NOON, "research"),
                numbered(3, Entries.NOON, "it's; --")));

        assertThat(found(ALL.with(Dimension.PROJECT, Set.of("research", "it's; --"))))
                .containsExactlyInAnyOrder(2, 3);
        assertThat(found(ALL.with(Dimension.PROJECT, "research").with(Dimension.TIER_SERVED, "priority")))
                .containsExactly(2);
        assertThat(found(ALL.with(Dimension.TIER_SERVED, "flex"))).isEmpty();
        assertThat(found(ALL.with(Dimension.PROJECT, Set.of()))).isEmpty();
    }

    @Test
    void who_follows_what_is_appended_sees_every_entry_once_while_many_append() throws Exception {
        int writers = 4;
        int batches = 25;
        int batch = 8;
        Set<String> expected = ConcurrentHashMap.newKeySet();
        List<String> followed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String prefix = "w" + writer + "-";
                running.add(threads.submit(() -> {
                    for (int i = 0; i < batches; i++) {
                        List<LedgerEntry> entries = Entries.series(prefix + i + "-", Entries.NOON, batch);
                        entries.forEach(entry -> expected.add(entry.requestId()));
                        ledger().append(entries);
                    }
                }));
            }
            long last = 0;
            boolean done = false;
            while (!done) {
                done = running.stream().allMatch(Future::isDone);
                List<LedgerRow> rows = ledger().appended(last, 10);
                done &= rows.isEmpty();
                for (LedgerRow row : rows) {
                    followed.add(row.entry().requestId());
                    last = row.sequence();
                }
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }
        assertThat(followed).hasSize(writers * batches * batch);
        assertThat(followed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void an_entry_that_comes_late_with_an_earlier_time_is_kept_and_found() {
        ledger().append(Entries.series("r", Entries.NOON, 3));
        long last = ledger().appended(0, 10).getLast().sequence();
        Instant earlier = Entries.NOON.minus(Duration.ofDays(3));

        ledger().append(List.of(Entries.entry("late", earlier)));

        assertThat(ledger().appended(last, 10))
                .extracting(LedgerRow::entry)
                .containsExactly(Entries.entry("late", earlier));
        assertThat(ledger().total(LedgerFilter.in(new TimeRange(earlier, Entries.NOON)))
                        .requests())
                .isEqualTo(1);
        assertThat(ledger().total(ALL).requests()).isEqualTo(4);
    }

    @Test
    void large_sums_stay_exact() {
        long most = 4_000_000_000_000_000_001L;
        ledger().append(List.of(
                Entries.entry("r1", Entries.NOON, "a", new Cost.Priced(most, "v1")),
                Entries.entry("r2", Entries.NOON, "a", new Cost.Priced(most, "v1"))));

        assertThat(ledger().total(ALL).costNanos()).isEqualTo(2 * most);
    }

    /** An entry that {@link #found} knows by its cost; numbers go up to 61. */
    private static LedgerEntry numbered(int number, Instant endedAt, String project) {
        return Entries.entry("r" + number, endedAt, project, new Cost.Priced(1L << number, "v1"));
    }

    /** The numbers of the entries that pass {@code filter}, told from the sum of their costs. */
    private Set<Integer> found(LedgerFilter filter) {
        UsageTotals totals = ledger().total(filter);
        assertThat(totals.requests()).isEqualTo(Long.bitCount(totals.costNanos()));
        return BitSet.valueOf(new long[] {totals.costNanos()}).stream().boxed().collect(Collectors.toSet());
    }
}
