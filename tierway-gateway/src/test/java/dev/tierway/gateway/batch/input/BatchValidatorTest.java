package dev.tierway.gateway.batch.input;

import static dev.tierway.gateway.batch.BatchFixture.CHAT;
import static dev.tierway.gateway.batch.BatchFixture.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.gateway.batch.BatchFixture;
import dev.tierway.gateway.batch.micro.MicroBatches;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchProblem;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchValidatorTest {
    private static final TokenPool SMALL =
            new TokenPool(Optional.of("shop"), Optional.empty(), Optional.empty(), Optional.of("m2"), 50);

    private BatchFixture fixture;

    @BeforeAll
    void open(@TempDir Path folder) {
        fixture = new BatchFixture(folder, new MicroBatches.Bounds(3, Duration.ofSeconds(1)), SMALL);
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    @Test
    void lines_go_into_progress_as_they_were_written() {
        StoredBatch batch = readIn("\uFEFF" + line("a") + "\r\n\n" + line("b").replace("Say", "S\\u0061y"));

        assertThat(batch.status()).isEqualTo(BatchStatus.IN_PROGRESS);
        assertThat(batch.model()).isEqualTo("m");
        assertThat(batch.counts().total()).isEqualTo(2);
        assertThat(batch.enqueuedTokens()).isPositive();
        List<ClaimedLine> lines = fixture.lines(batch.id());
        assertThat(lines).extracting(ClaimedLine::customId).containsExactlyInAnyOrder("a", "b");
        ClaimedLine b = lines.stream()
                .filter(it -> it.customId().equals("b"))
                .findFirst()
                .orElseThrow();
        assertThat(b.claim().number()).isEqualTo(3);
        assertThat(b.claim().requestId()).startsWith("batch_req_");
        assertThat(new String(b.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"S\\u0061y hello.\"}]}");
    }

    @Test
    void what_the_body_lacks_beside_the_model_is_the_result_of_its_line_and_no_problem_of_the_batch() {
        StoredBatch batch = readIn("{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"" + CHAT
                + "\",\"body\":{\"model\":\"m\"},\"comment\":[{\"stream\":true}]}\n");

        assertThat(batch.status()).isEqualTo(BatchStatus.IN_PROGRESS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "invalid_json_line | null | not json",
                "invalid_json_line | null | [1]",
                "invalid_json_line | null | {\"custom_id\":\"a\"} {}",
                "invalid_json_line | custom_id | {\"custom_id\":\"a\",\"custom_id\":\"b\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
                "missing_required_parameter | custom_id | {\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":{\"model\":\"m\"}}",
                "missing_required_parameter | method | {\"custom_id\":\"a\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":{\"model\":\"m\"}}",
                "missing_required_parameter | body.model | {\"custom_id\":\"a\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{}}",
                "invalid_type | custom_id | {\"custom_id\":7,\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":{\"model\":\"m\"}}",
                "invalid_custom_id | custom_id | {\"custom_id\":\"\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
                "invalid_custom_id | custom_id | {\"custom_id\":\"\\u0000\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
                "invalid_custom_id | custom_id | {\"custom_id\":\"\\ud800\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}",
                "invalid_method | method | {\"custom_id\":\"a\",\"method\":\"GET\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":{\"model\":\"m\"}}",
                "invalid_url | url | {\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/completions\","
                        + "\"body\":{\"model\":\"m\"}}",
                "invalid_type | body | {\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                        + "\"body\":\"m\"}",
                "invalid_type | body.model | {\"custom_id\":\"a\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":null}}",
                "invalid_value | body.stream | {\"custom_id\":\"a\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\",\"stream\":true}}",
                "model_not_found | body.model | {\"custom_id\":\"a\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"gpt\"}}",
                "service_tier_not_allowed | body.model | {\"custom_id\":\"a\",\"method\":\"POST\","
                        + "\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"checkout\"}}",
            })
    void a_line_that_cannot_be_run_fails_the_batch_with_its_number(String code, String param, String bad) {
        StoredBatch batch = readIn("\n" + bad + "\n");

        assertFailed(batch, code, param, 2);
        assertThat(batch.counts().total()).isZero();
    }

    @Test
    void a_custom_id_is_there_once() {
        StoredBatch batch = readIn(line("a") + "\n" + line("b") + "\n" + line("a") + "\n");

        assertFailed(batch, "duplicate_custom_id", "custom_id", 3);
        assertThat(batch.problems().getFirst().message()).contains("in line 1");
    }

    @Test
    void all_lines_name_one_model() {
        assertFailed(readIn(line("a", "m") + "\n" + line("b", "m2") + "\n"), "mismatched_model", "body.model", 2);
    }

    @Test
    void a_use_case_of_the_batch_decides_on_the_model() {
        StoredBatch fits = fixture.readIn(
                fixture.batch(fixture.file("batch", line("a", "reports")).id(), "reports"));
        StoredBatch other = fixture.readIn(
                fixture.batch(fixture.file("batch", line("a", "m2")).id(), "reports"));

        assertThat(fits.model()).isEqualTo("m");
        assertFailed(other, "model_not_allowed", "body.model", 1);
    }

    @Test
    void a_file_that_ends_in_the_middle_of_a_line_is_called_truncated() {
        StoredBatch batch = readIn(line("a") + "\n" + line("b").substring(0, 50));

        assertFailed(batch, "invalid_json_line", "null", 2);
        assertThat(batch.problems().getFirst().message()).contains("may be truncated");
    }

    @Test
    void text_in_another_encoding_is_told_as_such() {
        StoredBatch batch = readIn("\u0000{\u0000}\n");

        assertFailed(batch, "invalid_json_line", "null", 1);
        assertThat(batch.problems().getFirst().message()).contains("UTF-8");
    }

    @Test
    void a_line_may_only_be_so_long() {
        StoredBatch batch = readIn(line("a") + "\n" + line("b").replace("hello", "h".repeat(1_000)) + "\n");

        assertFailed(batch, "line_too_large", "null", 2);
    }

    @Test
    void a_batch_may_only_have_so_many_lines() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < BatchFixture.MOST_LINES + 1; i++) {
            lines.append(line("row-" + i)).append('\n');
        }

        assertFailed(readIn(lines.toString()), "too_many_tasks", "null", BatchFixture.MOST_LINES + 1);
    }

    @Test
    void an_empty_file_has_nothing_to_run() {
        StoredBatch batch = readIn(" \r\n\n");

        assertThat(batch.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.problems()).extracting(BatchProblem::code).containsExactly("empty_file");
    }

    @Test
    void every_problem_is_told_with_its_line() {
        StoredBatch batch = readIn("{}\n" + line("a") + "\nnothing\n");

        assertThat(batch.problems())
                .extracting(it -> it.line().orElseThrow() + " " + it.code() + " "
                        + it.param().orElse("-"))
                .containsExactly(
                        "1 missing_required_parameter custom_id",
                        "1 missing_required_parameter method",
                        "1 missing_required_parameter url",
                        "1 missing_required_parameter body",
                        "3 invalid_json_line -");
    }

    @Test
    void a_hundred_problems_are_enough() {
        StoredBatch batch = readIn("{}\n".repeat(60));

        assertThat(batch.problems()).hasSizeLessThanOrEqualTo(100);
        assertThat(batch.status()).isEqualTo(BatchStatus.FAILED);
    }

    @Test
    void a_file_that_was_deleted_before_it_was_read_fails_the_batch() {
        String file = fixture.file("batch", line("a")).id();
        StoredBatch batch = fixture.batch(file, "");
        fixture.database.files(fixture.wall).delete("shop", file);

        StoredBatch read = fixture.readIn(batch);

        assertThat(read.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(read.problems()).extracting(BatchProblem::code).containsExactly("input_file_not_found");
    }

    @Test
    void a_window_that_ended_before_the_start_fails_the_batch() {
        StoredBatch batch = fixture.batch(fixture.file("batch", line("a")).id(), "");
        fixture.wall.advance(Duration.ofHours(24));

        StoredBatch read = fixture.readIn(batch);

        assertThat(read.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(read.problems()).extracting(BatchProblem::code).containsExactly("batch_expired");
    }

    @Test
    void tokens_above_the_pool_fail_the_batch_until_others_have_ended() {
        String content = line("a", "m2") + "\n" + line("b", "m2");
        StoredBatch first = readIn(content);
        long held = first.enqueuedTokens();
        assertThat(held).isBetween(26L, 50L);

        StoredBatch second = readIn(content);

        assertThat(second.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(second.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("token_limit_exceeded");
            assertThat(problem.message())
                    .contains("model 'm2' in project 'shop'")
                    .contains("Limit: 50 enqueued tokens, of which other batches hold " + held)
                    .contains("this batch adds about " + held);
            assertThat(problem.line()).isEmpty();
        });
        assertThat(readIn(line("a", "m")).status()).isEqualTo(BatchStatus.IN_PROGRESS);
    }

    @Test
    void reading_begins_anew_where_another_gateway_died_over_it() {
        StoredBatch batch = fixture.batch(
                fixture.file("batch", line("a") + "\n" + line("b")).id(), "");
        BatchClaim dead = fixture.database
                .batches()
                .claim(batch.id(), new Lease("dead", fixture.wall.now(), Duration.ofSeconds(5)))
                .orElseThrow();
        fixture.database
                .batchLines()
                .add(dead, List.of(new NewLine(1, "a", "batch_req_dead", new byte[0], new byte[0], new byte[0], 7)));
        fixture.wall.advance(Duration.ofSeconds(6));

        StoredBatch read = fixture.readIn(batch);

        assertThat(read.counts().total()).isEqualTo(2);
        assertThat(fixture.lines(batch.id()))
                .extracting(it -> it.claim().requestId())
                .doesNotContain("batch_req_dead");
    }

    private StoredBatch readIn(String content) {
        return fixture.readIn(fixture.batch(fixture.file("batch", content).id(), ""));
    }

    private static void assertFailed(StoredBatch batch, String code, String param, long line) {
        assertThat(batch.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.problems())
                .extracting(it ->
                        it.line().orElse(0) + " " + it.code() + " " + it.param().orElse("null"))
                .contains(line + " " + code + " " + param);
        assertThat(batch.problems()).allSatisfy(it -> assertThat(it.line()).hasValue(line));
    }
}
