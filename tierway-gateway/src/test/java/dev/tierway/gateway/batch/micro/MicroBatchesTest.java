package dev.tierway.gateway.batch.micro;

import static dev.tierway.gateway.batch.BatchFixture.CHAT;
import static dev.tierway.gateway.batch.BatchFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.gateway.batch.BatchFixture;
import dev.tierway.storage.Alongside;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchEnd;
import dev.tierway.storage.batch.BatchStatus;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.batch.TokenPool;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Single submissions over real HTTP. */
class MicroBatchesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(30);

    @TempDir
    private Path folder = Path.of("");

    private final List<BatchFixture> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(BatchFixture::close);
    }

    private BatchFixture fixture(int lines, Duration age, TokenPool... pools) {
        BatchFixture fixture = new BatchFixture(folder, new MicroBatches.Bounds(lines, age), pools);
        open.add(fixture);
        return fixture;
    }

    @Test
    void a_submission_is_confirmed_once_it_is_stored() throws Exception {
        BatchFixture fixture = fixture(3, LONG);

        HttpResponse<String> reply = fixture.call(KEY, "POST", "/v1/micro_batches", submission("a", "m"));

        assertThat(reply.statusCode()).isEqualTo(202);
        assertThat(reply.body().replaceAll("0{10,}\\d+", "1"))
                .isEqualTo("{\"id\":\"batch_req_1\",\"object\":\"micro_batch.request\",\"batch_id\":\"batch_1\","
                        + "\"custom_id\":\"a\",\"status\":\"queued\",\"response\":null,\"error\":null}");
        assertThat(fixture.database.batches().unfinished()).singleElement().satisfies(batch -> {
            assertThat(batch.status()).isEqualTo(BatchStatus.VALIDATING);
            assertThat(batch.asked().micro()).isTrue();
        });
    }

    @Test
    void a_batch_starts_when_it_has_its_lines() throws Exception {
        BatchFixture fixture = fixture(3, LONG);

        JsonNode first = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"));
        fixture.ok("POST", "/v1/micro_batches", submission("b", "m"));
        JsonNode third = fixture.ok("POST", "/v1/micro_batches", submission("c", "m"));
        JsonNode fourth = fixture.ok("POST", "/v1/micro_batches", submission("d", "m"));

        StoredBatch started = awaitStarted(fixture, first.path("batch_id").asString());
        assertThat(started.counts().total()).isEqualTo(3);
        assertThat(started.model()).isEqualTo("m");
        assertThat(third.path("batch_id")).isEqualTo(first.path("batch_id"));
        assertThat(fourth.path("batch_id")).isNotEqualTo(first.path("batch_id"));
    }

    @Test
    void a_batch_starts_when_it_is_old_enough() throws Exception {
        BatchFixture fixture = fixture(100, SHORT);

        String batch = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("batch_id")
                .asString();

        assertThat(awaitStarted(fixture, batch).counts().total()).isEqualTo(1);
    }

    @Test
    void models_are_batched_apart() throws Exception {
        BatchFixture fixture = fixture(100, LONG);

        JsonNode one = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"));
        JsonNode other = fixture.ok("POST", "/v1/micro_batches", submission("a", "m2"));

        assertThat(one.path("batch_id")).isNotEqualTo(other.path("batch_id"));
    }

    @Test
    void what_is_open_starts_when_the_gateway_stops() throws Exception {
        BatchFixture fixture = fixture(100, LONG);
        String batch = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("batch_id")
                .asString();

        fixture.micro.close();

        assertThat(fixture.stored(batch).status()).isEqualTo(BatchStatus.IN_PROGRESS);
        assertThat(fixture.call(KEY, "POST", "/v1/micro_batches", submission("b", "m"))
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void what_a_dead_gateway_left_open_is_started_by_another() throws Exception {
        BatchFixture dead = fixture(100, LONG);
        String batch = dead.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("batch_id")
                .asString();
        BatchFixture other = fixture(100, LONG);
        Lease early = new Lease("other", other.wall.now(), LONG);
        assertThat(other.database.batches().claim(batch, early)).isEmpty();

        other.wall.advance(LONG.plus(MicroBatches.LEASE_MARGIN).plusSeconds(1));
        StoredBatch started = other.readIn(other.stored(batch));

        assertThat(started.status()).isEqualTo(BatchStatus.IN_PROGRESS);
        assertThat(started.counts().total()).isEqualTo(1);
        assertThat(dead.ok("POST", "/v1/micro_batches", submission("b", "m"))
                        .path("batch_id")
                        .asString())
                .isNotEqualTo(batch);
    }

    @Test
    void the_same_request_sent_again_is_the_same_and_another_one_of_its_id_is_refused() throws Exception {
        BatchFixture fixture = fixture(100, LONG);
        JsonNode first = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"));

        JsonNode again = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"));
        HttpResponse<String> other = fixture.call(
                KEY, "POST", "/v1/micro_batches", submission("a", "m").replace("hello", "goodbye"));

        assertThat(again).isEqualTo(first);
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("duplicate_custom_id");
    }

    @Test
    void many_at_once_are_each_in_one_batch_of_at_most_its_lines() throws Exception {
        BatchFixture fixture = fixture(7, SHORT);
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Set<String> batches = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String custom = "row-" + i;
            calls.add(CompletableFuture.runAsync(() -> {
                try {
                    JsonNode reply = fixture.ok("POST", "/v1/micro_batches", submission(custom, "m"));
                    ids.add(reply.path("id").asString());
                    batches.add(reply.path("batch_id").asString());
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        calls.forEach(CompletableFuture::join);

        long lines = 0;
        for (String batch : batches) {
            long total = awaitStarted(fixture, batch).counts().total();
            assertThat(total).isBetween(1L, 7L);
            lines += total;
        }
        assertThat(ids).hasSize(60);
        assertThat(lines).isEqualTo(60);
    }

    @Test
    void the_result_is_there_as_soon_as_the_line_has_run_and_after_the_batch() throws Exception {
        BatchFixture fixture = fixture(2, LONG);
        String good = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("id")
                .asString();
        JsonNode second = fixture.ok("POST", "/v1/micro_batches", submission("b", "m"));
        String batch = second.path("batch_id").asString();
        awaitStarted(fixture, batch);
        List<ClaimedLine> lines = fixture.lines(batch);
        assertThat(fixture.ok("GET", "/v1/micro_batches/" + good, "")
                        .path("status")
                        .asString())
                .isEqualTo("in_progress");
        CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return fixture.ok("GET", "/v1/micro_batches/" + good + "?wait=30s", "");
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });

        for (ClaimedLine line : lines) {
            fixture.finish(
                    line,
                    line.customId().equals("a")
                            ? new LineOutcome.Answered(200, "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8))
                            : new LineOutcome.Failed("batch_expired", "too late"));
        }

        String answered = "{\"id\":\"" + good + "\",\"object\":\"micro_batch.request\",\"batch_id\":\"" + batch
                + "\",\"custom_id\":\"a\",\"status\":\"completed\",\"response\":{\"status_code\":200,\"request_id\":\""
                + good + "\",\"body\":{\"choices\":[]}},\"error\":null}";
        assertThat(waiting.join().toString()).isEqualTo(answered);
        end(fixture, batch);
        assertThat(fixture.ok("GET", "/v1/micro_batches/" + good, "").toString())
                .isEqualTo(answered);
        assertThat(fixture.ok("GET", "/v1/micro_batches/" + second.path("id").asString(), "")
                        .toString())
                .contains("\"status\":\"failed\",\"response\":null,\"error\":{\"code\":\"batch_expired\"");
    }

    private static void end(BatchFixture fixture, String batch) {
        Lease lease = new Lease("node", fixture.wall.now(), LONG);
        BatchClaim claim = fixture.database.batches().claim(batch, lease).orElseThrow();
        assertThat(fixture.database.batches().finalizing(claim, fixture.wall.now()))
                .isTrue();
        assertThat(fixture.database
                        .batches()
                        .ended(
                                claim,
                                new BatchEnd(
                                        BatchStatus.COMPLETED, Optional.empty(), Optional.empty(), fixture.wall.now()),
                                Alongside.NOTHING))
                .isTrue();
    }

    @Test
    void what_was_accepted_waits_for_a_full_pool() throws Exception {
        TokenPool pool = new TokenPool(Optional.of("shop"), Optional.empty(), Optional.empty(), Optional.empty(), 20);
        BatchFixture fixture = fixture(1, LONG, pool);
        String first = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("batch_id")
                .asString();
        awaitStarted(fixture, first);
        String second = fixture.ok("POST", "/v1/micro_batches", submission("b", "m"))
                .path("batch_id")
                .asString();
        fixture.micro.close();

        assertThatThrownBy(() -> fixture.readIn(fixture.stored(second)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("Limit: 20 enqueued tokens");
        assertThat(fixture.stored(second).status()).isEqualTo(BatchStatus.VALIDATING);
        fixture.finish(
                fixture.lines(first).getFirst(), new LineOutcome.Answered(200, "{}".getBytes(StandardCharsets.UTF_8)));
        end(fixture, first);

        assertThat(fixture.readIn(fixture.stored(second)).status()).isEqualTo(BatchStatus.IN_PROGRESS);
    }

    @Test
    void bad_submissions_are_refused_at_once() throws Exception {
        BatchFixture fixture = fixture(3, LONG);
        String good = submission("a", "m");

        assertRefused(fixture, "nonsense", 400, "invalid_json_line");
        assertRefused(fixture, good.replace("\"custom_id\":\"a\",", ""), 400, "missing_required_parameter");
        assertRefused(fixture, good.replace(CHAT, "/v1/nothing"), 400, "invalid_url");
        assertRefused(fixture, good.replace("\"messages\"", "\"stream\":true,\"messages\""), 400, "invalid_value");
        assertRefused(fixture, submission("a", "gpt"), 404, "model_not_found");
        assertRefused(fixture, submission("a", "checkout"), 403, "service_tier_not_allowed");
        assertThat(fixture.call(KEY, "GET", "/v1/micro_batches/batch_req_1", "").statusCode())
                .isEqualTo(404);
        assertThat(fixture.call(KEY, "GET", "/v1/micro_batches/batch_req_1?wait=2h", "")
                        .statusCode())
                .isEqualTo(400);
        assertThat(fixture.database.batches().unfinished()).isEmpty();
    }

    @Test
    void submissions_of_others_are_not_there() throws Exception {
        BatchFixture fixture = fixture(3, LONG);
        String id = fixture.ok("POST", "/v1/micro_batches", submission("a", "m"))
                .path("id")
                .asString();

        assertThat(fixture.call(BatchFixture.OTHER_KEY, "GET", "/v1/micro_batches/" + id, "")
                        .statusCode())
                .isEqualTo(404);
    }

    private static void assertRefused(BatchFixture fixture, String body, int status, String code) throws Exception {
        HttpResponse<String> reply = fixture.call(KEY, "POST", "/v1/micro_batches", body);
        assertThat(reply.body()).contains("\"code\":\"" + code + "\"");
        assertThat(reply.statusCode()).isEqualTo(status);
    }

    private static StoredBatch awaitStarted(BatchFixture fixture, String batch) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        StoredBatch stored = fixture.stored(batch);
        while (stored.status() == BatchStatus.VALIDATING) {
            assertThat(System.nanoTime()).as("batch %s starts", batch).isLessThan(deadline);
            Thread.onSpinWait();
            stored = fixture.stored(batch);
        }
        return stored;
    }

    private static String submission(String customId, String model) {
        return "{\"custom_id\":\"" + customId + "\",\"url\":\"" + CHAT + "\",\"body\":{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}}";
    }
}
