package dev.tierway.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineClaim;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.ledger.LedgerEntry.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Batches to test with. */
final class Batches {
    static final Instant NOON = Entries.NOON;
    static final Duration WINDOW = Duration.ofHours(24);
    static final Duration LEASE = Duration.ofSeconds(30);
    static final LineOutcome.Failed EXPIRED = new LineOutcome.Failed("batch_expired", "The window is over.");

    private Batches() {}

    static NewBatch batch(String id) {
        return batch(id, false);
    }

    static NewBatch batch(String id, boolean micro) {
        return of(id, "storefront", micro);
    }

    static NewBatch of(String id, String project, boolean micro) {
        return new NewBatch(
                id,
                new Caller(project, "0123456789ab", "checkout"),
                "/v1/chat/completions",
                micro ? "" : "file-1",
                "24h",
                Map.of(),
                Optional.empty(),
                false,
                micro,
                NOON,
                NOON.plus(WINDOW));
    }

    static Lease lease(String node) {
        return lease(node, NOON);
    }

    static Lease lease(String node, Instant now) {
        return new Lease(node, now, LEASE);
    }

    static NewLine line(String batch, long number) {
        return line(batch, number, "", "");
    }

    static NewLine line(String batch, long number, String orderKey, String identity) {
        return new NewLine(
                number,
                "custom-" + number,
                requestId(batch, number),
                ("{\"n\":" + number + "}").getBytes(UTF_8),
                orderKey.getBytes(UTF_8),
                identity.getBytes(UTF_8),
                10);
    }

    static String requestId(String batch, long number) {
        return "batch_req_" + batch + "_" + number;
    }

    static List<NewLine> lines(String batch, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> line(batch, n)).toList();
    }

    /** Makes a batch that is in progress. */
    static void begin(Database database, NewBatch batch, List<NewLine> lines) {
        BatchClaim claim = database.batches().createClaimed(batch, lease("reader"));
        database.batchLines().add(claim, lines);
        BatchStart start = database.batches().started(claim, "assistant", NOON, List.of());
        if (!(start instanceof BatchStart.Begun)) {
            throw new IllegalStateException(String.valueOf(start));
        }
    }

    static FinishedLine answered(LineClaim claim) {
        return finished(claim, new LineOutcome.Answered(200, ("answer " + claim.number()).getBytes(UTF_8)));
    }

    static FinishedLine finished(LineClaim claim, LineOutcome outcome) {
        return new FinishedLine(claim, outcome, Entries.entry(claim.requestId(), NOON));
    }
}
