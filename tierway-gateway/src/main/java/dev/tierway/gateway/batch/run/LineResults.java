package dev.tierway.gateway.batch.run;

import dev.tierway.core.failure.Failure;
import dev.tierway.gateway.http.ErrorBody;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineClaim;
import dev.tierway.storage.batch.LineOutcome;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Where lines go that have ended: to be stored, shared or given back. Thread-safe. */
final class LineResults {
    private static final int COPIES_AT_ONCE = 500;

    private final GroupWriter<FinishedLine> writer;
    private final LedgerMetering ledger;
    private final BatchLineStore store;
    private final BatchWatch watch;
    private final Queue<LineClaim> released = new ConcurrentLinkedQueue<>();
    private final Queue<Shared> shared = new ConcurrentLinkedQueue<>();

    private record Shared(ClaimedLine line, SharedAnswer answer) {}

    LineResults(GroupWriter<FinishedLine> writer, LedgerMetering ledger, BatchLineStore store, BatchWatch watch) {
        this.writer = writer;
        this.ledger = ledger;
        this.store = store;
        this.watch = watch;
    }

    /** Takes a line that was run, or was abandoned. */
    void take(LineRun line, Optional<LineRun.Ended> ended) {
        if (ended.isEmpty()) {
            release(line);
            return;
        }
        LineOutcome.Answered answered = answered(ended.get());
        LedgerEntry entry = ledger.entry(ended.get().record(), ended.get().endedNanos());
        writer.record(new FinishedLine(line.line().claim(), answered, entry));
        watch.ended(entry.model(), ended.get().record().completed() ? "completed" : "failed", 1);
        if (line.line().identity().length == 0) {
            return;
        }
        if (ended.get().record().completed()) {
            SharedAnswer answer = SharedAnswer.of(answered, entry);
            share(answer, line.copies());
            shared.add(new Shared(line.line(), answer));
        } else {
            released.addAll(line.copies());
        }
    }

    /** Gives back a line that has no result, and those that would have shared it. */
    void release(LineRun line) {
        released.add(line.line().claim());
        released.addAll(line.copies());
    }

    /** Whether so many results wait to be stored that no more lines should be begun beside {@code inFlight}. */
    boolean crowded(int inFlight) {
        return !writer.accepting() || writer.waiting() > 4 * inFlight;
    }

    /** Whether some result is not stored yet. */
    boolean waiting() {
        return writer.waiting() > 0;
    }

    /** Whether some line is not given back yet. */
    boolean releasing() {
        return !released.isEmpty();
    }

    /** Gives back lines, and shares answers with lines that nobody runs. On a thread that may wait for the database. */
    void store(Supplier<Lease> lease) {
        List<LineClaim> claims = new ArrayList<>();
        for (LineClaim claim = released.peek(); claim != null && claims.size() < COPIES_AT_ONCE; ) {
            claims.add(released.remove());
            claim = released.peek();
        }
        if (!claims.isEmpty()) {
            store.release(claims);
        }
        for (Shared next = shared.poll(); next != null; next = shared.poll()) {
            SharedAnswer answer = next.answer();
            List<LineClaim> copies;
            do {
                copies = store.claimIdentical(next.line(), COPIES_AT_ONCE, lease.get());
                share(answer, copies);
            } while (copies.size() == COPIES_AT_ONCE);
        }
    }

    private void share(SharedAnswer answer, List<LineClaim> copies) {
        copies.forEach(copy -> writer.record(answer.to(copy)));
        if (!copies.isEmpty()) {
            watch.ended(answer.entry().model(), SharedAnswer.REASON, copies.size());
        }
    }

    private static LineOutcome.Answered answered(LineRun.Ended ended) {
        Failure failure = ended.record().failure();
        if (failure == null) {
            return new LineOutcome.Answered(
                    ended.exchange().status(), ended.exchange().reply());
        }
        return new LineOutcome.Answered(failure.kind().httpStatus(), ErrorBody.json(failure));
    }
}
