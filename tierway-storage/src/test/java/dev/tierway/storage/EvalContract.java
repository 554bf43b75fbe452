package dev.tierway.storage;

import static dev.tierway.storage.Entries.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.usage.Usage;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.evals.EvalItemStore;
import dev.tierway.storage.evals.EvalPage;
import dev.tierway.storage.evals.EvalRunClaim;
import dev.tierway.storage.evals.EvalRunStatus;
import dev.tierway.storage.evals.EvalRunStore;
import dev.tierway.storage.evals.EvalStore;
import dev.tierway.storage.evals.FinishedItem;
import dev.tierway.storage.evals.ItemOutcome;
import dev.tierway.storage.evals.ItemQuery;
import dev.tierway.storage.evals.NewEvalRun;
import dev.tierway.storage.evals.StoredEval;
import dev.tierway.storage.evals.StoredEvalRun;
import dev.tierway.storage.evals.StoredEvalRun.ModelUse;
import dev.tierway.storage.evals.StoredEvalRun.Tally;
import dev.tierway.storage.evals.StoredItem;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Caller;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What evals, their runs and results keep to in every database. */
abstract class EvalContract extends StorageContract {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private EvalStore evals() {
        return database().evals();
    }

    private EvalRunStore runs() {
        return database().evalRuns();
    }

    private EvalItemStore items() {
        return database().evalItems();
    }

    private static StoredEval eval(String id, String project) {
        return new StoredEval(id, project, "Intents", "{\"k\":\"v\"}", "{}", "[1]", NOON.plusNanos(1_234));
    }

    private static NewEvalRun newRun(String id) {
        return new NewEvalRun(
                id,
                "eval_1",
                new Caller("storefront", "0123456789ab", ""),
                "first",
                "assistant",
                "{}",
                "{\"type\":1}",
                NOON);
    }

    private void create(String... ids) {
        evals().create(eval("eval_1", "storefront"));
        for (String id : ids) {
            runs().create(newRun(id));
        }
    }

    private EvalRunClaim claim(String node, Instant now) {
        return runs().claim(new Lease(node, now, LEASE)).orElseThrow().claim();
    }

    private StoredEvalRun run(String id) {
        return runs().find("storefront", "eval_1", id).orElseThrow();
    }

    private static FinishedItem item(EvalRunClaim claim, long number, ItemOutcome outcome) {
        LedgerEntry entry = Entries.entry("req-" + claim.runId() + "-" + number, NOON);
        return new FinishedItem(
                claim,
                number,
                outcome,
                List.of(ItemOutcome.PASS, outcome),
                ("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8),
                List.of(entry));
    }

    private long ledgerRows() {
        return database()
                .ledger()
                .total(LedgerFilter.in(new TimeRange(NOON.minusSeconds(1), NOON.plusSeconds(1))))
                .requests();
    }

    private static EvalPage newest(int limit) {
        return new EvalPage(Optional.empty(), limit, true);
    }

    @Test
    void evals_are_kept_listed_changed_and_deleted_by_their_project_only() {
        StoredEval eval = eval("eval_1", "storefront");
        evals().create(eval);
        evals().create(eval("eval_0", "storefront"));
        evals().create(eval("eval_2", "research"));

        assertThat(evals().find("storefront", "eval_1")).contains(eval);
        assertThat(evals().find("research", "eval_1")).isEmpty();
        assertThat(evals().list("storefront", newest(5)))
                .extracting(StoredEval::id)
                .containsExactly("eval_0", "eval_1");
        assertThat(evals().list("storefront", new EvalPage(Optional.of("eval_1"), 5, false)))
                .extracting(StoredEval::id)
                .containsExactly("eval_0");
        assertThat(evals().update("research", "eval_1", Optional.of("x"), Optional.empty()))
                .isEmpty();
        StoredEval renamed = evals().update("storefront", "eval_1", Optional.of("Zwei"), Optional.empty())
                .orElseThrow();
        assertThat(renamed.name()).isEqualTo("Zwei");
        assertThat(renamed.metadata()).isEqualTo("{\"k\":\"v\"}");
        assertThat(evals().delete("research", "eval_1")).isFalse();
        assertThat(evals().delete("storefront", "eval_1")).isTrue();
        assertThat(evals().find("storefront", "eval_1")).isEmpty();
    }

    @Test
    void a_run_goes_from_queued_to_completed_with_its_counts() {
        create("run_1");
        assertThat(run("run_1").status()).isEqualTo(EvalRunStatus.QUEUED);
        assertThat(run("run_1").asked()).isEqualTo(newRun("run_1"));
        assertThat(run("run_1").total()).isEmpty();
        EvalRunClaim claim = claim("a", NOON);

        assertThat(runs().begun(claim, 3)).isTrue();
        assertThat(items().finish(List.of(
                        item(claim, 2, ItemOutcome.ERROR),
                        item(claim, 0, ItemOutcome.PASS),
                        item(claim, 1, ItemOutcome.FAIL))))
                .isEqualTo(3);
        assertThat(runs().ended(claim, EvalRunStatus.COMPLETED, Optional.empty(), NOON.plusSeconds(2)))
                .isTrue();

        StoredEvalRun run = run("run_1");
        assertThat(run.status()).isEqualTo(EvalRunStatus.COMPLETED);
        assertThat(run.endedAt()).contains(NOON.plusSeconds(2));
        assertThat(run.total()).hasValue(3);
        assertThat(run.items()).isEqualTo(new Tally(1, 1, 1));
        assertThat(run.criteria()).containsExactly(new Tally(3, 0, 0), new Tally(1, 1, 1));
        assertThat(run.models())
                .containsExactly(new ModelUse("assistant", 3, new Usage(300, 60, 9, 12, 150, 30), 3_000_000_000L, 0));
        assertThat(items().done("run_1")).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(items().list("run_1", new ItemQuery(OptionalLong.of(0), 5, false, Optional.empty())))
                .extracting(StoredItem::number)
                .containsExactly(1L, 2L);
        assertThat(items().list("run_1", new ItemQuery(OptionalLong.empty(), 5, true, Optional.of(ItemOutcome.FAIL))))
                .extracting(StoredItem::number)
                .containsExactly(1L);
        assertThat(items().find("run_1", 1).orElseThrow().body()).asString().isEqualTo("{\"n\":1}");
        assertThat(runs().claim(new Lease("b", NOON.plusSeconds(900), LEASE))).isEmpty();
    }

    @Test
    void a_result_is_stored_once_with_its_ledger_rows() {
        create("run_1");
        EvalRunClaim claim = claim("a", NOON);

        assertThat(items().finish(List.of(item(claim, 0, ItemOutcome.PASS)))).isEqualTo(1);
        assertThat(items().finish(List.of(item(claim, 0, ItemOutcome.FAIL)))).isZero();

        assertThat(run("run_1").items()).isEqualTo(new Tally(1, 0, 0));
        assertThat(ledgerRows()).isEqualTo(1);
    }

    @Test
    void a_run_whose_gateway_died_is_taken_over_and_the_late_one_writes_nothing() {
        create("run_1");
        EvalRunClaim late = claim("a", NOON);
        items().finish(List.of(item(late, 0, ItemOutcome.PASS)));
        assertThat(runs().claim(new Lease("b", NOON.plusSeconds(59), LEASE))).isEmpty();
        assertThat(runs().renew(new Lease("a", NOON.plusSeconds(59), LEASE), Set.of("run_1", "run_9")))
                .containsExactly("run_1");
        assertThat(runs().claim(new Lease("b", NOON.plusSeconds(100), LEASE))).isEmpty();

        EvalRunClaim taken = claim("b", NOON.plusSeconds(200));

        assertThat(runs().renew(new Lease("a", NOON.plusSeconds(200), LEASE), Set.of("run_1")))
                .isEmpty();
        assertThat(items().finish(List.of(item(late, 1, ItemOutcome.PASS)))).isZero();
        assertThat(runs().begun(late, 9)).isFalse();
        assertThat(runs().ended(late, EvalRunStatus.COMPLETED, Optional.empty(), NOON))
                .isFalse();
        assertThat(ledgerRows()).isEqualTo(1);
        assertThat(items().done("run_1")).containsExactly(0L);
        assertThat(items().finish(List.of(item(taken, 1, ItemOutcome.PASS)))).isEqualTo(1);
        assertThat(ledgerRows()).isEqualTo(2);
    }

    @Test
    void a_canceled_run_ends_at_once_and_keeps_what_still_comes() {
        create("run_1");
        EvalRunClaim claim = claim("a", NOON);
        runs().begun(claim, 2);

        assertThat(runs().cancel("research", "eval_1", "run_1", NOON)).isEmpty();
        assertThat(runs().cancel("storefront", "eval_1", "run_1", NOON.plusSeconds(1))
                        .orElseThrow()
                        .status())
                .isEqualTo(EvalRunStatus.CANCELED);
        assertThat(runs().cancel("storefront", "eval_1", "run_1", NOON.plusSeconds(9))
                        .orElseThrow()
                        .endedAt())
                .contains(NOON.plusSeconds(1));

        assertThat(runs().renew(new Lease("a", NOON, LEASE), Set.of("run_1"))).isEmpty();
        assertThat(runs().ended(claim, EvalRunStatus.COMPLETED, Optional.empty(), NOON))
                .isFalse();
        assertThat(items().finish(List.of(item(claim, 0, ItemOutcome.PASS)))).isEqualTo(1);
        assertThat(run("run_1").items()).isEqualTo(new Tally(1, 0, 0));
    }

    @Test
    void what_a_deleted_run_used_is_still_paid_for() {
        create("run_1", "run_2");
        EvalRunClaim claim = claim("a", NOON);
        items().finish(List.of(item(claim, 0, ItemOutcome.PASS)));

        assertThat(runs().delete("research", "eval_1", "run_1")).isFalse();
        assertThat(runs().delete("storefront", "eval_1", "run_1")).isTrue();
        assertThat(items().finish(List.of(item(claim, 1, ItemOutcome.PASS)))).isZero();

        assertThat(runs().find("storefront", "eval_1", "run_1")).isEmpty();
        assertThat(items().done("run_1")).isEmpty();
        assertThat(ledgerRows()).isEqualTo(2);
        assertThat(evals().delete("storefront", "eval_1")).isTrue();
        assertThat(runs().find("storefront", "eval_1", "run_2")).isEmpty();
    }

    @Test
    void the_oldest_run_is_claimed_first_and_given_back_runs_can_be_taken_at_once() {
        create("run_z", "run_a");
        assertThat(claim("a", NOON).runId()).isEqualTo("run_z");
        assertThat(claim("a", NOON).runId()).isEqualTo("run_a");
        assertThat(runs().claim(new Lease("b", NOON, LEASE))).isEmpty();

        runs().leave("a");

        assertThat(claim("b", NOON).runId()).isEqualTo("run_z");
    }

    @Test
    void a_failed_run_says_why_and_lists_tell_runs_by_status() {
        create("run_1", "run_2");
        EvalRunClaim claim = claim("a", NOON);
        runs().ended(
                        claim,
                        EvalRunStatus.FAILED,
                        Optional.of(new StoredEvalRun.Problem("budget_exhausted", "the budget\0 is spent")),
                        NOON);

        assertThat(run("run_1").problem().orElseThrow().code()).isEqualTo("budget_exhausted");
        assertThat(run("run_1").problem().orElseThrow().message()).contains("is spent");
        assertThat(runs().list("storefront", "eval_1", newest(5), Optional.empty()))
                .extracting(StoredEvalRun::id)
                .containsExactly("run_2", "run_1");
        assertThat(runs().list("storefront", "eval_1", newest(5), Optional.of(EvalRunStatus.FAILED)))
                .extracting(StoredEvalRun::id)
                .containsExactly("run_1");
        assertThat(runs().list("storefront", "eval_1", new EvalPage(Optional.of("run_2"), 1, true), Optional.empty()))
                .extracting(StoredEvalRun::id)
                .containsExactly("run_1");
    }

    @Test
    void lists_leave_out_data_sources_that_are_long() {
        create();
        String rows = "[\"" + "é".repeat(EvalRunStore.LONGEST_LISTED) + "\"]";
        NewEvalRun small = newRun("run_1");
        runs().create(small);
        runs().create(new NewEvalRun("run_2", "eval_1", small.caller(), "n", "m", "{}", rows, NOON));

        assertThat(runs().list("storefront", "eval_1", newest(5), Optional.empty()))
                .extracting(run -> run.asked().dataSource())
                .containsExactly("", small.dataSource());
        assertThat(run("run_2").asked().dataSource()).isEqualTo(rows);
    }
}
