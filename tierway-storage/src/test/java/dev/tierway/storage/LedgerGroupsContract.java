package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries are found whatever groups they came in. */
abstract class LedgerGroupsContract extends StorageContract {
    private static final int GROUPS = 60;
    private static final Duration SPAN = Duration.ofMinutes(5);

    private final Random random = new Random(13);
    /** As they were stored first. */
    private final Map<String, LedgerEntry> stored = new LinkedHashMap<>();

    /** Looks at how the database keeps entries, where that is to be seen. */
    void inspect() throws Exception {}

    @Test
    void sums_are_those_of_the_entries_whatever_came_together() throws Exception {
        for (int i = 0; i < GROUPS; i++) {
            List<LedgerEntry> group = group(i);
            if (random.nextInt(4) == 0) {
                fail(group);
            }
            int before = stored.size();
            group.forEach(entry -> stored.putIfAbsent(entry.requestId(), entry));

            assertThat(database().ledger().append(group)).isEqualTo(stored.size() - before);
            assertThat(database().ledger().append(group)).isZero();
            inspect();
        }
        assertThat(database().ledger().appended(0, 10_000))
                .extracting(LedgerRow::entry)
                .containsExactlyInAnyOrderElementsOf(stored.values());
        for (int i = 0; i < 300; i++) {
            LedgerFilter filter = filter();
            List<LedgerEntry> expected =
                    stored.values().stream().filter(it -> passes(it, filter)).toList();
            assertThat(database().ledger().total(filter)).as("%s", filter).isEqualTo(UsageContract.totals(expected));
        }
    }

    /** Clocks go back and forth, some entries are there already or as others, and some come twice. */
    private List<LedgerEntry> group(int number) {
        Instant start = Entries.NOON.plusSeconds(random.nextInt(-600, 600));
        Duration span = random.nextBoolean() ? SPAN : Duration.ofSeconds(5);
        Map<String, LedgerEntry> group = new LinkedHashMap<>();
        List<String> known = List.copyOf(stored.keySet());
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            String id = known.isEmpty() || random.nextInt(5) > 0
                    ? "g" + number + "-" + i
                    : known.get(random.nextInt(known.size()));
            long seed = random.nextLong();
            group.put(id, Entries.any(new Random(seed), id, start, span));
            for (int alike = random.nextInt(3); alike > 0; alike--) {
                String other = id + "-" + alike;
                group.put(other, Entries.any(new Random(seed), other, start.plusSeconds(7), span));
            }
        }
        List<LedgerEntry> entries = new ArrayList<>(group.values());
        for (int twice = random.nextInt(5); twice > 0; twice--) {
            entries.add(entries.get(random.nextInt(entries.size())));
        }
        Collections.shuffle(entries, random);
        return entries;
    }

    /** The transaction ends after the entries were inserted. */
    private void fail(List<LedgerEntry> group) throws Exception {
        assertThatThrownBy(() -> database().ledger().write((_, appender) -> {
                    appender.append(group);
                    throw new IllegalStateException("no more");
                }))
                .hasMessageContaining("no more");
        inspect();
    }

    private LedgerFilter filter() {
        Instant from = Entries.NOON.plusMillis(random.nextInt(-700_000, 900_000));
        Instant to = from.plusMillis(1 + random.nextInt(random.nextBoolean() ? 600_000 : 5_000));
        LedgerFilter filter = LedgerFilter.in(random.nextInt(5) == 0 ? TimeRange.ALL : new TimeRange(from, to));
        for (Dimension dimension : Dimension.values()) {
            if (random.nextInt(6) == 0) {
                List<LedgerEntry> entries = List.copyOf(stored.values());
                filter = filter.with(
                        dimension, UsageContract.value(entries.get(random.nextInt(entries.size())), dimension));
            }
        }
        return filter;
    }

    private static boolean passes(LedgerEntry entry, LedgerFilter filter) {
        return !entry.endedAt().isBefore(filter.range().from())
                && entry.endedAt().isBefore(filter.range().to())
                && filter.values().entrySet().stream()
                        .allMatch(it -> it.getValue().contains(UsageContract.value(entry, it.getKey())));
    }
}
