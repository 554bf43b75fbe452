package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The comparison of results and ledger finds whatever does not agree. */
class BatchAuditTest {
    @TempDir
    private Path folder;

    private final List<LedgerEntry> rows = new ArrayList<>();
    private String output = "";
    private String errors = "";
    private String batch = "";

    @BeforeEach
    void two_answers_and_a_failure_agree() {
        output = answer("r1", "a", 10, 4, 5) + answer("r2", "b", 20, 0, 7);
        errors = "{\"id\":\"r3\",\"custom_id\":\"c\",\"response\":{\"status_code\":400,\"body\":{}},\"error\":null}\n";
        rows.add(row("r1", Usage.of(6, 4, 5), 11));
        rows.add(row("r2", Usage.of(20, 0, 7), 22));
        rows.add(row("r3", Usage.NONE, 0));
        batch = """
                {"request_counts": {"total": 3, "completed": 2, "failed": 1},
                 "usage": {"input_tokens": 30, "input_tokens_details": {"cached_tokens": 4}, "output_tokens": 12},
                 "tierway": {"cost_usd": 0.000000033}}""";
    }

    private List<String> differences() throws IOException {
        return BatchAudit.differences(new BatchAudit.Told(
                Set.of("a", "b", "c"),
                Files.writeString(folder.resolve("out"), output),
                Files.writeString(folder.resolve("err"), errors),
                JsonMapper.shared().readTree(batch),
                rows));
    }

    @Test
    void nothing_differs_when_all_agrees() throws IOException {
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_token_too_many_is_found() throws IOException {
        rows.set(1, row("r2", Usage.of(21, 0, 7), 22));

        assertThat(differences()).singleElement().asString().startsWith("line b used ");
    }

    @Test
    void a_row_that_is_missing_or_left_over_is_found() throws IOException {
        rows.set(0, row("r9", Usage.of(6, 4, 5), 11));

        assertThat(differences())
                .containsExactly(
                        "line a, r1, is not in the ledger",
                        "the ledger has r9, which no result has",
                        "the batch cost 3.3E-8, its rows 2.2E-8");
    }

    @Test
    void a_result_that_is_missing_is_found() throws IOException {
        output = answer("r1", "a", 10, 4, 5);

        assertThat(differences())
                .contains(
                        "line b has no result",
                        "the ledger has r2, which no result has",
                        "completed: the batch tells 2, but there are 1",
                        "input tokens: the batch tells 30, but there are 10");
    }

    @Test
    void a_result_given_twice_is_found() throws IOException {
        output += answer("r1", "a", 10, 4, 5);

        assertThat(differences())
                .contains("line a has more than one result, or is not of the input", "two results are called r1");
    }

    @Test
    void a_failure_among_the_answers_is_found() throws IOException {
        output += errors;
        errors = "";

        assertThat(differences()).contains("line c is in the wrong file: its status is 400");
    }

    @Test
    void a_line_of_another_tier_is_found() throws IOException {
        LedgerEntry row = rows.getFirst();
        rows.set(0, row(row.requestId(), ServiceTier.FLEX, row.usage(), 11));

        assertThat(differences()).containsExactly("line a was served in FLEX");
    }

    private static String answer(String id, String customId, int input, int cached, int output) {
        return "{\"id\":\"" + id + "\",\"custom_id\":\"" + customId
                + "\",\"response\":{\"status_code\":200,\"request_id\":\"" + id + "\",\"body\":{\"usage\":{"
                + "\"prompt_tokens\":" + input + ",\"prompt_tokens_details\":{\"cached_tokens\":" + cached
                + "},\"completion_tokens\":" + output + "}}},\"error\":null}\n";
    }

    private static LedgerEntry row(String id, Usage usage, long nanos) {
        return row(id, ServiceTier.BATCH, usage, nanos);
    }

    private static LedgerEntry row(String id, ServiceTier served, Usage usage, long nanos) {
        return new LedgerEntry(
                id,
                Instant.EPOCH,
                new LedgerEntry.Caller("shop", "key", ""),
                "m",
                "d",
                ServiceTier.BATCH,
                served,
                "",
                "completed",
                usage,
                LedgerEntry.Hold.NONE,
                LedgerEntry.Timing.NONE,
                new LedgerEntry.Cost.Priced(nanos, "v"),
                "",
                "");
    }
}
