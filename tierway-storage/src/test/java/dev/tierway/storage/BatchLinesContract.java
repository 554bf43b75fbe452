package dev.tierway.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.time.Ticker;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchEnd;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.LineClaim;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.LineOutcome.Answered;
import dev.tierway.storage.batch.LineResult;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredBatch.Counts;
import dev.tierway.storage.batch.StoredLine;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What lines of batches promise, whichever database keeps them. */
abstract class BatchLinesContract extends StorageContract {
    private static final Instant NOON = Batches.NOON;
    private static final Instant LATER = NOON.plusSeconds(60);

    private BatchStore batches() {
        return database().batches();
    }

    private BatchLineStore lines() {
        return database().batchLines();
    }

    private Counts counts(String id) {
        return batches().find(id).orElseThrow().counts();
    }

    private List<Long> claimNumbers(String id, int limit) {
        return lines().claim(id, limit, Batches.lease("a")).stream()
                .map(it -> it.claim().number())
                .toList();
    }

    private List<LineResult> results(String id, LineState state) {
        List<LineResult> results = new ArrayList<>();
        lines().forEachResult(id, state, results::add);
        return results;
    }

    private List<String> ledger() {
        return database().ledger().appended(0, 1_000_000).stream()
                .map(it -> it.entry().requestId())
                .toList();
    }

    @Test
    void a_line_is_claimed_with_all_that_it_takes_to_run_it() {
        Batches.begin(database(), Batches.batch("b"), List.of(Batches.line("b", 7, "key", "same")));

        ClaimedLine claimed = lines().claim("b", 1, Batches.lease("a")).getFirst();

        assertThat(claimed.claim()).isEqualTo(new LineClaim("b", 7, Batches.requestId("b", 7), 1));
        assertThat(claimed.customId()).isEqualTo("custom-7");
        assertThat(claimed.body()).asString(UTF_8).isEqualTo("{\"n\":7}");
        assertThat(claimed.identity()).asString(UTF_8).isEqualTo("same");
        assertThat(claimed.inputTokens()).isEqualTo(10);
        assertThat(lines().find("storefront", Batches.requestId("b", 7)))
                .contains(new StoredLine(
                        "b", 7, "custom-7", Batches.requestId("b", 7), LineState.RUNNING, Optional.empty()));
        assertThat(lines().find("research", Batches.requestId("b", 7))).isEmpty();
    }

    @Test
    void lines_are_claimed_in_order_of_their_key_byte_by_byte_and_then_of_their_number() {
        byte[][] keys = {{(byte) 0x80}, {0x7f, 1}, {}, {0x7f}, {(byte) 0x80}, {}, new byte[300]};
        List<NewLine> lines = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            String id = Batches.requestId("b", i + 1);
            lines.add(new NewLine(i + 1, "c" + i, id, new byte[0], keys[i], new byte[0], 1));
        }
        Batches.begin(database(), Batches.batch("b"), lines);

        assertThat(claimNumbers("b", 3)).containsExactly(3L, 6L, 7L);
        assertThat(claimNumbers("b", 3)).containsExactly(4L, 2L, 1L);
        assertThat(claimNumbers("b", 3)).containsExactly(5L);
        assertThat(claimNumbers("b", 3)).isEmpty();
    }

    @Test
    void a_group_whose_fate_is_unknown_is_added_again_and_is_there_once() {
        BatchClaim reader = batches().createClaimed(Batches.batch("b"), Batches.lease("a"));

        assertThat(lines().add(reader, Batches.lines("b", 3))).isTrue();
        assertThat(lines().add(reader, Batches.lines("b", 5))).isTrue();
        batches().started(reader, "assistant", NOON, List.of());

        assertThat(counts("b").total()).isEqualTo(5);
        assertThat(claimNumbers("b", 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void two_lines_with_one_number_are_refused_with_their_group() {
        BatchClaim reader = batches().createClaimed(Batches.batch("b"), Batches.lease("a"));
        NewLine other = new NewLine(1, "c", "another", new byte[0], new byte[0], new byte[0], 1);

        assertThatThrownBy(() -> lines().add(reader, List.of(Batches.line("b", 1), other)))
                .hasMessageContaining("storage_failed");

        batches().started(reader, "assistant", NOON, List.of());
        assertThat(counts("b").total()).isZero();
    }

    @Test
    void only_lines_of_a_batch_in_progress_within_its_window_are_claimed() {
        BatchClaim reader = batches().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", 3));
        assertThat(claimNumbers("b", 1)).isEmpty();
        batches().started(reader, "assistant", NOON, List.of());
        assertThat(lines().claim("b", 1, Batches.lease("a", NOON.plus(Batches.WINDOW))))
                .isEmpty();
        assertThat(claimNumbers("b", 1)).hasSize(1);
        batches().cancel("storefront", "b", NOON);
        assertThat(claimNumbers("b", 1)).isEmpty();
    }

    @Test
    void a_result_comes_with_its_ledger_row_and_what_it_adds_to_its_batch() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 4));
        List<ClaimedLine> claimed = lines().claim("b", 4, Batches.lease("a"));
        byte[] binary = {0, (byte) 0xff, 10};
        LineClaim unpriced = claimed.get(2).claim();

        lines().finish(List.of(
                Batches.finished(claimed.get(3).claim(), new LineOutcome.Failed("code", "mess\0age")),
                Batches.finished(claimed.get(1).claim(), new Answered(400, binary)),
                Batches.answered(claimed.get(0).claim()),
                new FinishedLine(
                        unpriced,
                        new Answered(200, binary),
                        Entries.entry(unpriced.requestId(), NOON, "storefront", new Cost.Unpriced("no_price")))));

        assertThat(counts("b")).isEqualTo(new Counts(4, 2, 2));
        assertThat(batches().find("b").orElseThrow().use().costNanos()).isEqualTo(3_000_000_000L);
        assertThat(batches().find("b").orElseThrow().use().unpriced()).isEqualTo(1);
        assertThat(batches().find("b").orElseThrow().use().usage())
                .isEqualTo(database()
                        .ledger()
                        .total(LedgerFilter.in(TimeRange.ALL))
                        .usage());
        assertThat(ledger())
                .containsExactlyInAnyOrderElementsOf(
                        claimed.stream().map(it -> it.claim().requestId()).toList());
        assertThat(results("b", LineState.DONE)).extracting(LineResult::number).containsExactly(1L, 3L);
        List<LineResult> failed = results("b", LineState.FAILED);
        assertThat(failed).extracting(LineResult::number).containsExactly(2L, 4L);
        assertThat(failed.getFirst().outcome()).isInstanceOfSatisfying(Answered.class, answered -> {
            assertThat(answered.statusCode()).isEqualTo(400);
            assertThat(answered.body()).isEqualTo(binary);
        });
        assertThat(failed.getLast().outcome()).isEqualTo(new LineOutcome.Failed("code", "mess\uFFFDage"));
        assertThat(failed.getLast().customId()).isEqualTo("custom-4");
    }

    @Test
    void a_result_that_is_told_twice_counts_once() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 2));
        List<FinishedLine> finished = lines().claim("b", 2, Batches.lease("a")).stream()
                .map(it -> Batches.answered(it.claim()))
                .toList();

        assertThat(lines().finish(finished)).isEqualTo(2);
        assertThat(lines().finish(finished)).isZero();
        assertThat(lines().finish(List.of(finished.getFirst(), finished.getFirst())))
                .isZero();

        assertThat(counts("b")).isEqualTo(new Counts(2, 2, 0));
        assertThat(ledger()).hasSize(2);
    }

    @Test
    void a_gateway_that_comes_back_late_neither_writes_results_nor_ledger_rows() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 2));
        List<ClaimedLine> late = lines().claim("b", 2, Batches.lease("paused"));

        List<ClaimedLine> taken = lines().claim("b", 1, Batches.lease("other", LATER));

        assertThat(taken).extracting(it -> it.claim().turn()).containsExactly(2L);
        assertThat(batches().renew(Batches.lease("paused", LATER))).isFalse();
        assertThat(lines().finish(late.stream()
                        .map(it -> Batches.answered(it.claim()))
                        .toList()))
                .isZero();
        assertThat(lines().release(late.stream().map(ClaimedLine::claim).toList()))
                .isZero();
        assertThat(ledger()).isEmpty();
        assertThat(lines().finish(List.of(Batches.answered(taken.getFirst().claim()))))
                .isEqualTo(1);
        assertThat(counts("b")).isEqualTo(new Counts(2, 1, 0));
    }

    @Test
    void a_gateway_that_comes_back_before_anybody_took_over_goes_on() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 2));
        List<ClaimedLine> claimed = lines().claim("b", 1, Batches.lease("paused"));

        assertThat(batches().renew(Batches.lease("paused", LATER))).isTrue();
        assertThat(lines().claim("b", 2, Batches.lease("other", LATER))).hasSize(1);
        assertThat(lines().finish(List.of(Batches.answered(claimed.getFirst().claim()))))
                .isEqualTo(1);
    }

    @Test
    void lines_that_are_given_back_wait_again() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 4));
        List<ClaimedLine> claimed = lines().claim("b", 3, Batches.lease("a"));

        assertThat(lines().release(List.of(claimed.get(1).claim()))).isEqualTo(1);
        assertThat(lines().finish(List.of(Batches.answered(claimed.get(1).claim()))))
                .isZero();
        assertThat(claimNumbers("b", 1)).containsExactly(2L);
        assertThat(batches().leave("a")).isEqualTo(3);
        assertThat(claimNumbers("b", 9)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void waiting_lines_fail_together_and_running_ones_do_not() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 5));
        Batches.begin(database(), Batches.batch("other"), Batches.lines("other", 1));
        LineClaim dead = lines().claim("b", 1, Batches.lease("dead")).getFirst().claim();
        LineClaim alive =
                lines().claim("b", 1, Batches.lease("alive")).getFirst().claim();
        batches().renew(Batches.lease("alive", LATER));

        assertThat(lines().failWaiting("b", Batches.EXPIRED, LATER)).isEqualTo(4);
        assertThat(lines().failWaiting("b", Batches.EXPIRED, LATER)).isZero();

        assertThat(counts("b")).isEqualTo(new Counts(5, 0, 4));
        assertThat(counts("other")).isEqualTo(new Counts(1, 0, 0));
        assertThat(lines().finish(List.of(Batches.answered(dead), Batches.answered(alive))))
                .isEqualTo(1);
        assertThat(results("b", LineState.FAILED))
                .hasSize(4)
                .extracting(LineResult::outcome)
                .containsOnly(Batches.EXPIRED);
        assertThat(ledger()).containsExactly(alive.requestId());
    }

    @Test
    void lines_of_a_batch_that_does_not_run_are_not_failed() {
        BatchClaim reader = batches().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", 3));

        assertThat(lines().failWaiting("b", Batches.EXPIRED, NOON)).isZero();
        assertThat(lines().failWaiting("unknown", Batches.EXPIRED, NOON)).isZero();
    }

    @Test
    void identical_lines_are_claimed_with_the_one_that_runs() {
        Batches.begin(
                database(),
                Batches.batch("b"),
                List.of(
                        Batches.line("b", 1, "", "same"),
                        Batches.line("b", 2, "", "other"),
                        Batches.line("b", 3, "", "same"),
                        Batches.line("b", 4, "", ""),
                        Batches.line("b", 5, "", "same"),
                        Batches.line("b", 6, "", "")));
        ClaimedLine first = lines().claim("b", 1, Batches.lease("a")).getFirst();

        assertThat(lines().claimIdentical(first, 1, Batches.lease("a")))
                .extracting(LineClaim::number)
                .containsExactly(3L);
        List<LineClaim> rest = lines().claimIdentical(first, 9, Batches.lease("a"));
        assertThat(rest).extracting(LineClaim::number).containsExactly(5L);
        assertThat(lines().finish(List.of(Batches.answered(rest.getFirst())))).isEqualTo(1);
        List<ClaimedLine> others = lines().claim("b", 2, Batches.lease("a"));
        assertThat(others).extracting(it -> it.claim().number()).containsExactly(2L, 4L);
        assertThat(lines().claimIdentical(others.getLast(), 9, Batches.lease("a")))
                .isEmpty();
    }

    @Test
    void results_are_handed_over_in_order_however_many_there_are() {
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", 150));
        List<FinishedLine> finished = new ArrayList<>();
        for (ClaimedLine line : lines().claim("b", 150, Batches.lease("a"))) {
            boolean well = line.claim().number() % 3 != 0;
            finished.add(Batches.finished(line.claim(), new Answered(well ? 200 : 500, new byte[] {1})));
        }
        lines().finish(finished.reversed());

        assertThat(results("b", LineState.DONE))
                .hasSize(100)
                .isSortedAccordingTo(Comparator.comparingLong(LineResult::number));
        assertThat(results("b", LineState.FAILED))
                .hasSize(50)
                .isSortedAccordingTo(Comparator.comparingLong(LineResult::number))
                .allSatisfy(it -> assertThat(it.number() % 3).isZero());
    }

    @Test
    void the_lines_of_a_micro_batch_are_kept_until_they_are_forgotten() {
        Batches.begin(database(), Batches.batch("m", true), Batches.lines("m", 1));
        LineClaim claimed = lines().claim("m", 1, Batches.lease("a")).getFirst().claim();
        lines().finish(List.of(Batches.answered(claimed)));
        BatchClaim ender = batches().claim("m", Batches.lease("a")).orElseThrow();
        BatchEnd end = new BatchEnd(BatchStatus.COMPLETED, Optional.empty(), Optional.empty(), NOON.plusSeconds(9));
        assertThat(batches().ended(ender, end, Alongside.NOTHING)).isTrue();

        assertThat(lines().forget(NOON.plusSeconds(9))).isZero();
        assertThat(lines().find("storefront", claimed.requestId()).orElseThrow().outcome())
                .isPresent();
        assertThat(lines().forget(NOON.plusSeconds(10))).isEqualTo(1);
        assertThat(lines().forget(NOON.plusSeconds(10))).isZero();
        assertThat(lines().find("storefront", claimed.requestId())).isEmpty();
    }

    /** Request ids are unique, so those that come again tell whether their lines are gone. */
    @Test
    void lines_are_removed_however_many_there_are() {
        int count = 2_000;
        BatchClaim reader = batches().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", count));
        assertThat(lines().drop(reader)).isTrue();
        lines().add(reader, Batches.lines("b", count));
        assertThat(batches().started(reader, "assistant", NOON, List.of()))
                .isEqualTo(new BatchStart.Begun(count, 10L * count));
        lines().failWaiting("b", Batches.EXPIRED, NOON);
        BatchClaim ender = batches().claim("b", Batches.lease("a")).orElseThrow();
        BatchEnd end = new BatchEnd(BatchStatus.EXPIRED, Optional.empty(), Optional.empty(), NOON);
        assertThat(batches().ended(ender, end, Alongside.NOTHING)).isTrue();

        BatchClaim next = batches().createClaimed(Batches.batch("next"), Batches.lease("a"));
        lines().add(next, Batches.lines("b", count));
        assertThat(batches().started(next, "assistant", NOON, List.of()))
                .isEqualTo(new BatchStart.Begun(count, 10L * count));
        assertThat(lines().forget(LATER)).isZero();
    }

    @Test
    void gateways_that_share_a_batch_run_each_line_once() throws Exception {
        int count = 1_000;
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", count));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (String node : List.of("a", "b", "c", "d")) {
                running.add(executor.submit(() -> work(node)));
            }
            int ran = 0;
            for (Future<Integer> one : running) {
                ran += one.get();
            }
            assertThat(ran).isEqualTo(count);
        }
        assertThat(counts("b")).isEqualTo(new Counts(count, count, 0));
        assertThat(ledger()).hasSize(count);
        assertThat(results("b", LineState.DONE)).hasSize(count);
    }

    /** Runs lines until none waits; gives how many. */
    private int work(String node) {
        int ran = 0;
        BatchLineStore lines = lines();
        try (GroupWriter<FinishedLine> writer = lines.writer(GroupWriter.Settings.DEFAULTS, Ticker.system())) {
            List<ClaimedLine> claimed = lines.claim("b", 20, Batches.lease(node));
            while (!claimed.isEmpty()) {
                claimed.forEach(line -> writer.record(Batches.answered(line.claim())));
                ran += claimed.size();
                claimed = lines.claim("b", 20, Batches.lease(node));
            }
        }
        return ran;
    }

    @Test
    void lines_that_are_taken_over_all_the_time_have_one_result_and_one_row_each() throws Exception {
        int count = 300;
        Batches.begin(database(), Batches.batch("b"), Batches.lines("b", count));
        AtomicLong seconds = new AtomicLong();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (String node : List.of("a", "b", "c")) {
                running.add(executor.submit(() -> fight(node, seconds)));
            }
            int stored = 0;
            for (Future<Integer> one : running) {
                stored += one.get();
            }
            assertThat(stored).isEqualTo(count);
        }
        assertThat(counts("b")).isEqualTo(new Counts(count, count, 0));
        assertThat(ledger()).hasSize(count).doesNotHaveDuplicates();
    }

    /** A lease is over when others have claimed a few times. */
    private int fight(String node, AtomicLong seconds) {
        int stored = 0;
        while (counts("b").open() > 0) {
            Instant now = NOON.plusSeconds(seconds.addAndGet(11));
            List<FinishedLine> finished = lines().claim("b", 30, Batches.lease(node, now)).stream()
                    .map(it -> Batches.answered(it.claim()))
                    .toList();
            stored += lines().finish(finished.reversed());
        }
        return stored;
    }
}
