package dev.tierway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.testing.upstream.FakeUpstream;
import dev.tierway.testing.upstream.RecordedRequest;
import dev.tierway.testing.upstream.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway is killed while it runs a batch, and started again: every line has one result and one row in the ledger, and
 * both tell the same to the token. {@code -Dtierway.batch.lines} and {@code -Dtierway.batch.kills} make it larger.
 */
class KilledBatchTest {
    private static final int LINES = Integer.getInteger("tierway.batch.lines", 2_000);
    private static final int KILLS = Integer.getInteger("tierway.batch.kills", 1);
    private static final int CONCURRENCY = 64;
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Lines that a gateway may have begun and not finished when it is killed. */
    private static final int BEGUN = 256;

    /** One line in so many is one that the backend refuses. */
    private static final int REFUSED = 97;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void every_line_has_one_result_and_one_row_to_the_token() throws Exception {
        List<String> lines = IntStream.rangeClosed(1, LINES)
                .mapToObj(it -> "{\"messages\":[{\"role\":\"user\",\"content\":\"line " + it + "\"}],\"user\":\""
                        + (it % REFUSED == 0 ? "refused" : it) + "\"}")
                .toList();
        try (FakeUpstream backend = FakeUpstream.start(KilledBatchTest::answer);
                ProofRun proof = new ProofRun(
                        folder,
                        "{provider: openai-compatible, base_url: \"%s\", model: llama, concurrency: %d}"
                                .formatted(backend.baseUrl(), CONCURRENCY),
                        lines)) {
            long begun = System.nanoTime();
            FutureTask<ProofRun.Ended> run = proof.begin();
            for (int kill = 1; kill <= KILLS; kill++) {
                backend.awaitRequests(LINES * kill / (KILLS + 1), PATIENCE);
                proof.killAndRestart();
            }
            ProofRun.Ended ended = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            double seconds = (System.nanoTime() - begun) / 1e9;
            proof.kill();

            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
            assertThat(proof.differences(ended)).isEmpty();
            Map<String, Long> calls = backend.requests().stream()
                    .filter(it -> it.path().endsWith("/chat/completions"))
                    .collect(Collectors.groupingBy(KilledBatchTest::user, Collectors.counting()));
            calls.remove("refused");
            assertThat(calls).hasSize(LINES - LINES / REFUSED);
            assertThat(calls.values()).allMatch(it -> it <= KILLS + 1);
            long again = calls.values().stream().mapToLong(it -> it - 1).sum();
            assertThat(again).isLessThanOrEqualTo((long) KILLS * BEGUN);
            System.out.printf(
                    "%d lines, killed %d times, in %.1f s; %d lines were begun again%n", LINES, KILLS, seconds, again);
        }
    }

    private static Script answer(RecordedRequest request) {
        if (!request.path().endsWith("/chat/completions")) {
            return Script.json(404, "{\"error\":{\"message\":\"not here\"}}");
        }
        String user = user(request);
        if (user.equals("refused")) {
            return Script.json(400, "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");
        }
        int number = Integer.parseInt(user);
        String body = "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":" + (20 + number % 13)
                + ",\"completion_tokens\":" + (1 + number % 7) + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + number % 11 + "}}}";
        return Script.start()
                .pause(PACE)
                .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    private static String user(RecordedRequest request) {
        String body = request.bodyText();
        int start = body.indexOf("\"user\":\"") + "\"user\":\"".length();
        return body.substring(start, body.indexOf('"', start));
    }
}
