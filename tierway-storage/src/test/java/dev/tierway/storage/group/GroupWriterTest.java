package dev.tierway.storage.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.Ticker;
import dev.tierway.storage.Entries;
import dev.tierway.storage.group.GroupWriter.Settings;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GroupWriterTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final GroupWriter.Subject<LedgerEntry> LEDGER =
            new GroupWriter.Subject<>("ledger", LedgerEntry::requestId);
    private static final Settings PROMPT =
            new Settings(1_000, 100, Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(200));

    /** A database that is there as often as it is allowed to. */
    private static final class Disk implements GroupWriter.Sink<LedgerEntry> {
        final BlockingQueue<List<LedgerEntry>> groups = new LinkedBlockingQueue<>();
        final Semaphore refusals = new Semaphore(0);
        volatile boolean broken;

        @Override
        public void append(List<LedgerEntry> group) {
            if (broken) {
                refusals.release();
                throw Failure.of(FailureKind.OVERLOADED, "storage_full", "no space")
                        .toException();
            }
            groups.add(group);
        }

        List<LedgerEntry> group() throws InterruptedException {
            List<LedgerEntry> group = groups.poll(60, TimeUnit.SECONDS);
            assertThat(group).isNotNull();
            return group;
        }

        List<LedgerEntry> everything() {
            return groups.stream().flatMap(List::stream).toList();
        }
    }

    private static LedgerEntry entry(int number) {
        return Entries.entry("r" + number, Entries.NOON);
    }

    @Test
    void entries_of_many_threads_are_each_stored_once_though_the_disk_fails_at_times() throws Exception {
        int threads = 8;
        int each = 500;
        Disk disk = new Disk();
        RandomGenerator random = new Random(3);
        GroupWriter.Sink<LedgerEntry> flaky = group -> {
            disk.broken = random.nextInt(3) == 0;
            disk.append(group);
        };
        Settings eager = new Settings(100_000, 64, Duration.ZERO, Duration.ofMillis(1), LONG);
        try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, flaky, eager, Ticker.system());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                running.add(executor.submit(() -> {
                    for (int i = first; i < first + each; i++) {
                        GroupWriter<LedgerEntry>.Recorded recorded = writer.record(entry(i));
                        if (i % 50 == 0) {
                            assertThat(recorded.awaitDurable(LONG)).isTrue();
                            assertThat(disk.everything()).contains(entry(i));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        assertThat(disk.everything())
                .extracting(LedgerEntry::requestId)
                .hasSize(threads * each)
                .doesNotHaveDuplicates();
        assertThat(disk.groups).allSatisfy(group -> assertThat(group).hasSizeLessThanOrEqualTo(64));
    }

    @Test
    void entries_nobody_waits_for_are_gathered_until_somebody_waits() throws Exception {
        Disk disk = new Disk();
        FakeTicker ticker = new FakeTicker();
        Settings patient = new Settings(1_000, 100, Duration.ofHours(1), LONG, LONG);
        try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, disk, patient, ticker)) {
            writer.record(entry(1));
            writer.record(entry(2));
            ticker.advance(Duration.ofSeconds(3));
            assertThat(disk.groups).isEmpty();
            assertThat(writer.waiting()).isEqualTo(2);
            assertThat(writer.oldestAgeNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());

            GroupWriter<LedgerEntry>.Recorded last = writer.record(entry(3));
            assertThat(last.durable()).isFalse();
            assertThat(last.awaitDurable(LONG)).isTrue();

            assertThat(disk.everything()).containsExactly(entry(1), entry(2), entry(3));
            assertThat(writer.written()).isEqualTo(3);
            assertThat(writer.waiting()).isZero();
            assertThat(writer.oldestAgeNanos()).isZero();
        }
    }

    @Test
    void a_full_group_is_written_without_lingering() throws Exception {
        Disk disk = new Disk();
        Settings patient = new Settings(1_000, 10, Duration.ofHours(1), LONG, LONG);
        try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, disk, patient, new FakeTicker())) {
            for (int i = 0; i < 10; i++) {
                writer.record(entry(i));
            }
            assertThat(disk.group()).hasSize(10);
        }
    }

    @Test
    void while_the_disk_is_full_entries_wait_and_new_requests_are_refused_until_it_is_not() throws Exception {
        Disk disk = new Disk();
        disk.broken = true;
        try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, disk, PROMPT.withLimit(5), Ticker.system())) {
            List<GroupWriter<LedgerEntry>.Recorded> recorded = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                assertThat(writer.accepting()).isTrue();
                recorded.add(writer.record(entry(i)));
            }
            assertThat(writer.accepting()).isFalse();
            // A request that runs already is recorded all the same.
            recorded.add(writer.record(entry(5)));
            // The fourth refusal comes after the third has been counted.
            disk.refusals.acquire(4);
            assertThat(recorded).noneMatch(GroupWriter.Recorded::durable);
            assertThat(recorded.getLast().awaitDurable(Duration.ofNanos(1))).isFalse();
            assertThat(writer.failures()).isGreaterThanOrEqualTo(3);

            disk.broken = false;

            for (GroupWriter<LedgerEntry>.Recorded one : recorded) {
                assertThat(one.awaitDurable(LONG)).isTrue();
            }
            assertThat(writer.accepting()).isTrue();
            assertThat(disk.everything())
                    .extracting(LedgerEntry::requestId)
                    .containsExactly("r0", "r1", "r2", "r3", "r4", "r5");
        }
    }

    @Test
    void a_group_whose_fate_is_unknown_is_handed_over_again_unchanged() throws Exception {
        List<List<LedgerEntry>> tried = new ArrayList<>();
        GroupWriter.Sink<LedgerEntry> lost = group -> {
            tried.add(group);
            if (tried.size() == 1) {
                throw new IllegalStateException("connection lost during commit");
            }
        };
        try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, lost, PROMPT, Ticker.system())) {
            assertThat(writer.record(entry(1)).awaitDurable(LONG)).isTrue();
        }
        assertThat(tried).containsExactly(List.of(entry(1)), List.of(entry(1)));
    }

    @Test
    void closing_writes_what_waits() {
        Disk disk = new Disk();
        GroupWriter<LedgerEntry> writer = new GroupWriter<>(
                LEDGER, disk, new Settings(1_000, 3, Duration.ofHours(1), LONG, LONG), new FakeTicker());
        writer.record(entry(1));
        writer.record(entry(2));

        writer.close();

        assertThat(disk.everything()).containsExactly(entry(1), entry(2));
        assertThat(writer.accepting()).isFalse();
        assertThatThrownBy(() -> writer.record(entry(3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("r3");
    }

    @Test
    void closing_gives_up_on_a_database_that_is_gone() throws Exception {
        Disk disk = new Disk();
        disk.broken = true;
        GroupWriter<LedgerEntry> writer = new GroupWriter<>(LEDGER, disk, PROMPT, Ticker.system());
        writer.record(entry(1));
        disk.refusals.acquire();

        writer.close();

        assertThat(writer.waiting()).isEqualTo(1);
        assertThat(writer.written()).isZero();
    }
}
