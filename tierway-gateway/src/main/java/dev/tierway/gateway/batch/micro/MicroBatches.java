package dev.tierway.gateway.batch.micro;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.IdSource;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.auth.Principal;
import dev.tierway.gateway.batch.input.BatchPools;
import dev.tierway.gateway.batch.input.LineIntake;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.batch.StoredLine;
import dev.tierway.storage.ledger.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Groups single submissions of the same caller, path and model into batches: one goes into progress when it has its lines,
 * or when it is old enough. Thread-safe.
 *
 * <p>A submission is in the database before it is confirmed. The batch that a gateway fills is claimed by it with a lease of
 * little more than its age, so that another gateway puts it in progress when that one died.
 */
public final class MicroBatches implements AutoCloseable {
    /** How much longer than a batch's age its claim is held: for transactions that wait. */
    static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

    /**
     * What fills batches.
     *
     * @param pools that batches are held in
     * @param started wakes whoever runs batches
     */
    public record Parts(
            BatchStore batches,
            BatchLineStore lines,
            LineIntake intake,
            BatchPools pools,
            WallClock clock,
            Ticker ticker,
            IdSource ids,
            Runnable started) {}

    /**
     * When a batch goes into progress.
     *
     * @param lines at most, positive
     * @param age at most, from its first line
     */
    public record Bounds(int lines, Duration age) {}

    /** Whose submissions go into one batch. */
    record Group(LedgerEntry.Caller caller, String endpoint, String alias) {}

    private final Parts parts;
    private final Bounds bounds;
    private final String node;
    private final Map<Group, MicroBatchFiller> fillers = new HashMap<>();
    private boolean closed;

    public MicroBatches(Parts parts, Bounds bounds) {
        this.parts = parts;
        this.bounds = bounds;
        this.node = "micro_" + parts.ids().next();
    }

    /**
     * Stores the submission that {@code json} is, in a batch that it may share with others of the caller.
     *
     * @throws FailureException a 400 that tells what is wrong with it, a 409 when another one of the batch has its custom id,
     *     or why it could not be stored
     */
    public StoredLine submit(Principal principal, byte[] json) {
        LineIntake.Submission submission = parts.intake().submission(principal, json);
        LedgerEntry.Caller caller =
                new LedgerEntry.Caller(principal.project().name(), principal.keyId(), submission.useCase());
        MicroBatchFiller.Place place = new MicroBatchFiller.Place(submission.line());
        enqueue(new Group(caller, submission.endpoint(), submission.alias()), place);
        return place.await();
    }

    /** A submission of the project, with its result once there is one; empty when it is not known, or not any more. */
    public Optional<StoredLine> find(String project, String id) {
        return parts.lines().find(project, id);
    }

    private void enqueue(Group group, MicroBatchFiller.Place place) {
        synchronized (fillers) {
            if (closed) {
                throw stopping();
            }
            MicroBatchFiller filler =
                    fillers.computeIfAbsent(group, it -> new MicroBatchFiller(parts, bounds, node, it, this::leave));
            filler.offer(place);
        }
    }

    /** Has {@code filler} end; false when it got something to do. */
    private boolean leave(MicroBatchFiller filler) {
        synchronized (fillers) {
            return filler.idle() && fillers.remove(filler.group(), filler);
        }
    }

    static FailureException stopping() {
        return Failure.of(
                        FailureKind.OVERLOADED,
                        "gateway_stopping",
                        "the gateway is stopping: submit it again, to another one or in a while")
                .toException();
    }

    /** Puts what is being filled in progress; what is submitted from now on is refused. */
    @Override
    public void close() {
        List<MicroBatchFiller> open;
        synchronized (fillers) {
            closed = true;
            open = new ArrayList<>(fillers.values());
        }
        open.forEach(MicroBatchFiller::close);
    }
}
