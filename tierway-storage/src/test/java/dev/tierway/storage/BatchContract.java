package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchEnd;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchProblem;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import dev.tierway.storage.ledger.LedgerEntry.Caller;
import dev.tierway.storage.sql.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What batches promise, whichever database keeps them. */
abstract class BatchContract extends StorageContract {
    private static final Instant NOON = Batches.NOON;

    private BatchStore store() {
        return database().batches();
    }

    private BatchLineStore lines() {
        return database().batchLines();
    }

    private StoredBatch batch(String id) {
        return store().find(id).orElseThrow();
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    /** Anything of another store. */
    private static Alongside alert(String id) {
        return handle -> handle.execute("INSERT INTO alert_told (id, at) VALUES (?, ?)", id, Micros.of(NOON));
    }

    private boolean written(String alert) {
        return !database().alerts().claim(alert, NOON);
    }

    /** A batch of two lines, of which one was answered and one failed. */
    private BatchClaim ready(String id) {
        Batches.begin(database(), Batches.batch(id), Batches.lines(id, 2));
        List<ClaimedLine> claimed = lines().claim(id, 2, Batches.lease("a"));
        lines().finish(List.of(
                Batches.answered(claimed.get(0).claim()),
                Batches.finished(claimed.get(1).claim(), new LineOutcome.Answered(400, new byte[] {1}))));
        return store().claim(id, Batches.lease("a")).orElseThrow();
    }

    @Test
    void a_batch_is_kept_as_it_was_asked_for() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("zulu", "a=b&c d+%\n");
        metadata.put("", "");
        metadata.put("Ärger", "\uD83D\uDE00");
        NewBatch asked = new NewBatch(
                "batch_1",
                new Caller("storefront", "0123456789ab", ""),
                "/v1/completions",
                "file-7",
                "24h",
                metadata,
                Optional.of(Duration.ofHours(1)),
                true,
                false,
                NOON.plusNanos(1_234_567),
                NOON.plusSeconds(86_400));

        StoredBatch created = store().create(asked);

        assertThat(created.asked()).isEqualTo(asked);
        assertThat(created.asked().metadata().keySet()).containsExactly("zulu", "", "Ärger");
        assertThat(created.status()).isEqualTo(BatchStatus.VALIDATING);
        assertThat(created.times()).containsOnlyKeys(BatchStatus.VALIDATING);
        assertThat(created.counts()).isEqualTo(StoredBatch.Counts.NONE);
        assertThat(created.use()).isEqualTo(StoredBatch.Use.NONE);
        assertThat(store().find("storefront", "batch_1")).contains(created);
        assertThat(store().find("research", "batch_1")).isEmpty();
        assertThat(store().find("batch_2")).isEmpty();
    }

    @Test
    void a_projects_batches_are_listed_from_the_newest_page_by_page() {
        for (String id : List.of("z", "b", "y", "a")) {
            store().create(Batches.batch(id));
        }
        store().create(Batches.of("other", "research", false));

        assertThat(store().list("storefront", Optional.empty(), 2))
                .extracting(StoredBatch::id)
                .containsExactly("a", "y");
        assertThat(store().list("storefront", Optional.of("y"), 5))
                .extracting(StoredBatch::id)
                .containsExactly("b", "z");
        assertThat(store().list("storefront", Optional.of("other"), 5)).isEmpty();
        assertThat(store().unfinished()).extracting(StoredBatch::id).containsExactly("z", "b", "y", "a", "other");
    }

    @Test
    void a_batch_goes_from_validating_to_completed_and_its_lines_are_forgotten() {
        BatchClaim reader = store().createClaimed(Batches.batch("b"), Batches.lease("a"));
        assertThat(lines().add(reader, Batches.lines("b", 2))).isTrue();
        assertThat(batch("b").counts()).isEqualTo(StoredBatch.Counts.NONE);
        assertThat(store().started(reader, "assistant", at(1), List.of())).isEqualTo(new BatchStart.Begun(2, 20));
        assertThat(batch("b").counts()).isEqualTo(new StoredBatch.Counts(2, 0, 0));
        assertThat(batch("b").model()).isEqualTo("assistant");
        assertThat(batch("b").enqueuedTokens()).isEqualTo(20);

        List<ClaimedLine> claimed = lines().claim("b", 10, Batches.lease("a"));
        BatchClaim ender = store().claim("b", Batches.lease("a")).orElseThrow();
        assertThat(store().finalizing(ender, at(2))).isFalse();
        assertThat(lines().finish(claimed.stream()
                        .map(ClaimedLine::claim)
                        .map(Batches::answered)
                        .toList()))
                .isEqualTo(2);
        assertThat(store().finalizing(ender, at(3))).isTrue();
        assertThat(store().finalizing(ender, at(4))).isTrue();
        BatchEnd end = new BatchEnd(BatchStatus.COMPLETED, Optional.of("file-out"), Optional.empty(), at(5));
        assertThat(store().ended(ender, end, alert("told"))).isTrue();
        assertThat(store().ended(ender, end, alert("told twice"))).isFalse();

        StoredBatch ended = batch("b");
        assertThat(ended.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(ended.times())
                .isEqualTo(Map.of(
                        BatchStatus.VALIDATING, NOON,
                        BatchStatus.IN_PROGRESS, at(1),
                        BatchStatus.FINALIZING, at(3),
                        BatchStatus.COMPLETED, at(5)));
        assertThat(ended.counts()).isEqualTo(new StoredBatch.Counts(2, 2, 0));
        assertThat(ended.use()).isEqualTo(new StoredBatch.Use(new Usage(200, 40, 6, 8, 100, 20), 2_000_000_000L, 0));
        assertThat(ended.outputFile()).contains("file-out");
        assertThat(ended.errorFile()).isEmpty();
        assertThat(lines().find("storefront", Batches.requestId("b", 1))).isEmpty();
        assertThat(store().unfinished()).isEmpty();
        assertThat(written("told")).isTrue();
        assertThat(written("told twice")).isFalse();
    }

    @Test
    void what_is_written_alongside_is_written_with_the_end_or_not_at_all() {
        BatchClaim claim = ready("b");
        store().finalizing(claim, at(1));
        BatchEnd end = new BatchEnd(BatchStatus.COMPLETED, Optional.empty(), Optional.empty(), at(2));

        assertThatThrownBy(() -> store().ended(claim, end, handle -> {
                    alert("told").write(handle);
                    throw new IllegalStateException("the event cannot be written");
                }))
                .hasMessageContaining("the event cannot be written");

        assertThat(batch("b").status()).isEqualTo(BatchStatus.FINALIZING);
        assertThat(lines().find("storefront", Batches.requestId("b", 1))).isPresent();
        assertThat(written("told")).isFalse();
    }

    @Test
    void input_that_cannot_be_run_ends_a_batch_with_its_problems() {
        BatchClaim reader = store().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", 2));
        List<BatchProblem> problems = List.of(
                new BatchProblem("invalid_json_line", "line & more\nof = it", Optional.of("body"), OptionalLong.of(3)),
                new BatchProblem("empty_file", "", Optional.empty(), OptionalLong.empty()));

        assertThat(store().failed(reader, problems, at(1), alert("told"))).isTrue();

        StoredBatch failed = batch("b");
        assertThat(failed.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(failed.problems()).isEqualTo(problems);
        assertThat(failed.at(BatchStatus.FAILED)).contains(at(1));
        assertThat(failed.counts()).isEqualTo(StoredBatch.Counts.NONE);
        assertThat(lines().find("storefront", Batches.requestId("b", 1))).isEmpty();
        assertThat(written("told")).isTrue();
    }

    @Test
    void a_batch_is_cancelled_once_and_ends_cancelled_only() {
        BatchClaim claim = ready("b");

        assertThat(store().cancel("research", "b", at(1))).isEmpty();
        assertThat(store().cancel("storefront", "b", at(2)).orElseThrow().status())
                .isEqualTo(BatchStatus.CANCELLING);
        assertThat(store().cancel("storefront", "b", at(3)).orElseThrow().at(BatchStatus.CANCELLING))
                .contains(at(2));
        assertThat(store().finalizing(claim, at(4))).isFalse();
        assertThat(store().ended(claim, end(BatchStatus.COMPLETED), Alongside.NOTHING))
                .isFalse();
        assertThat(store().ended(claim, end(BatchStatus.CANCELLED), Alongside.NOTHING))
                .isTrue();
        assertThat(store().cancel("storefront", "b", at(5)).orElseThrow().status())
                .isEqualTo(BatchStatus.CANCELLED);
    }

    private static BatchEnd end(BatchStatus status) {
        return new BatchEnd(status, Optional.empty(), Optional.empty(), at(9));
    }

    @Test
    void a_batch_that_is_cancelled_while_it_is_read_in_is_never_run() {
        BatchClaim reader = store().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", 2));
        store().cancel("storefront", "b", at(1));

        assertThat(lines().add(reader, List.of(Batches.line("b", 3)))).isFalse();
        assertThat(lines().drop(reader)).isFalse();
        assertThat(store().started(reader, "assistant", at(2), List.of())).isEqualTo(new BatchStart.Lost());
        assertThat(store().failed(reader, List.of(), at(2), Alongside.NOTHING)).isFalse();
        assertThat(lines().claim("b", 10, Batches.lease("a"))).isEmpty();
        assertThat(store().ended(reader, end(BatchStatus.CANCELLED), Alongside.NOTHING))
                .isTrue();
        assertThat(lines().find("storefront", Batches.requestId("b", 1))).isEmpty();
    }

    @Test
    void one_gateway_at_a_time_has_a_batch_until_its_lease_has_run_out() {
        store().create(Batches.batch("b"));
        BatchClaim late = store().claim("b", Batches.lease("a")).orElseThrow();
        lines().add(late, Batches.lines("b", 1));
        Instant soon = NOON.plusSeconds(20);
        Instant later = NOON.plusSeconds(45);
        Instant muchLater = NOON.plusSeconds(120);

        assertThat(store().claim("b", Batches.lease("a"))).isEmpty();
        assertThat(store().claim("b", Batches.lease("b", soon))).isEmpty();
        assertThat(store().renew(Batches.lease("a", soon))).isTrue();
        assertThat(store().claim("b", Batches.lease("b", later))).isEmpty();
        BatchClaim taken = store().claim("b", Batches.lease("b", muchLater)).orElseThrow();

        assertThat(store().renew(Batches.lease("a", muchLater))).isFalse();
        assertThat(lines().add(late, List.of(Batches.line("b", 2)))).isFalse();
        assertThat(lines().drop(late)).isFalse();
        assertThat(store().started(late, "assistant", muchLater, List.of())).isEqualTo(new BatchStart.Lost());
        assertThat(store().failed(late, List.of(), muchLater, alert("told"))).isFalse();
        store().release(late);
        assertThat(lines().drop(taken)).isTrue();
        assertThat(lines().add(taken, Batches.lines("b", 3))).isTrue();
        assertThat(store().started(taken, "assistant", muchLater, List.of())).isEqualTo(new BatchStart.Begun(3, 30));
        assertThat(written("told")).isFalse();
    }

    @Test
    void a_late_gateway_does_not_end_a_batch_that_another_is_ending() {
        BatchClaim late = ready("b");
        assertThat(store().finalizing(late, at(1))).isTrue();
        BatchClaim taken = store().claim("b", Batches.lease("other", at(300))).orElseThrow();

        assertThat(store().ended(late, end(BatchStatus.COMPLETED), alert("told")))
                .isFalse();
        assertThat(store().finalizing(taken, at(301))).isTrue();
        assertThat(store().ended(taken, end(BatchStatus.COMPLETED), Alongside.NOTHING))
                .isTrue();
        assertThat(batch("b").at(BatchStatus.FINALIZING)).contains(at(1));
        assertThat(written("told")).isFalse();
    }

    @Test
    void a_claim_that_is_given_back_can_be_taken_at_once() {
        store().create(Batches.batch("b"));
        BatchClaim first = store().claim("b", Batches.lease("a")).orElseThrow();
        store().release(first);

        BatchClaim second = store().claim("b", Batches.lease("b")).orElseThrow();

        store().release(first);
        assertThat(lines().add(second, Batches.lines("b", 1))).isTrue();
        store().leave("b");
        assertThat(lines().add(second, List.of(Batches.line("b", 2)))).isFalse();
        assertThat(store().claim("b", Batches.lease("a"))).isPresent();
    }

    @Test
    void a_batch_that_overfills_a_pool_does_not_start() {
        Batches.begin(database(), Batches.batch("running"), Batches.lines("running", 3));
        BatchClaim reader = store().createClaimed(Batches.batch("b"), Batches.lease("a"));
        lines().add(reader, Batches.lines("b", 2));
        TokenPool ofKey = pool(Optional.of("0123456789ab"), 49);
        TokenPool ofAll = pool(Optional.empty(), 50);
        TokenPool ofOther = pool(Optional.of("another"), 20);

        assertThat(store().enqueuedTokens(ofKey)).isEqualTo(30);
        assertThat(store().enqueuedTokens(ofOther)).isZero();
        assertThat(store().started(reader, "assistant", at(1), List.of(ofAll, ofKey)))
                .isEqualTo(new BatchStart.Full(ofKey, 30, 20));
        assertThat(batch("b").status()).isEqualTo(BatchStatus.VALIDATING);
        assertThat(store().started(reader, "assistant", at(1), List.of(ofAll, ofOther)))
                .isEqualTo(new BatchStart.Begun(2, 20));
        assertThat(store().enqueuedTokens(ofAll)).isEqualTo(50);
    }

    private static TokenPool pool(Optional<String> key, long most) {
        return new TokenPool(Optional.empty(), key, Optional.of("checkout"), Optional.of("assistant"), most);
    }

    @Test
    void an_ended_batch_leaves_its_pools() {
        BatchClaim claim = ready("b");
        assertThat(store().enqueuedTokens(pool(Optional.empty(), 0))).isEqualTo(20);
        store().ended(claim, end(BatchStatus.EXPIRED), Alongside.NOTHING);
        assertThat(store().enqueuedTokens(pool(Optional.empty(), 0))).isZero();
    }

    @Test
    void of_batches_that_start_at_once_as_many_as_fit_do() throws Exception {
        List<BatchClaim> readers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            BatchClaim reader = store().createClaimed(Batches.batch("b" + i), Batches.lease("node" + i));
            lines().add(reader, Batches.lines("b" + i, 1));
            readers.add(reader);
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BatchStart>> starts = readers.stream()
                    .map(reader -> executor.submit(
                            () -> store().started(reader, "assistant", at(1), List.of(pool(Optional.empty(), 39)))))
                    .toList();
            int begun = 0;
            for (Future<BatchStart> start : starts) {
                begun += start.get() instanceof BatchStart.Begun ? 1 : 0;
            }
            assertThat(begun).isEqualTo(3);
        }
    }
}
