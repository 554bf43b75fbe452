package dev.tierway.gateway.batch.micro;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.gateway.batch.input.BatchValidator;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredLine;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Fills one batch after the other with the submissions of one group, on a virtual thread of its own; what comes in while it
 * writes is written together. Thread-safe.
 */
final class MicroBatchFiller implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MicroBatchFiller.class.getName());

    /** The window of what nobody gave one. */
    private static final Duration WINDOW = Duration.ofHours(24);

    private static final String WINDOW_TEXT = "24h";

    /** A submission that waits to be stored. */
    static final class Place {
        private final NewLine line;
        private final CompletableFuture<StoredLine> stored = new CompletableFuture<>();

        /** @param line whose number does not count */
        Place(NewLine line) {
            this.line = line;
        }

        /** Waits until it is stored; throws why it could not be. */
        StoredLine await() {
            try {
                return stored.join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof FailureException why ? why : failed;
            }
        }
    }

    private final MicroBatches.Parts parts;
    private final MicroBatches.Bounds bounds;
    private final String node;
    private final MicroBatches.Group group;
    private final Predicate<MicroBatchFiller> leave;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Place> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closed;

    /** @param leave asked when there is nothing to do; it ends when that says so */
    MicroBatchFiller(
            MicroBatches.Parts parts,
            MicroBatches.Bounds bounds,
            String node,
            MicroBatches.Group group,
            Predicate<MicroBatchFiller> leave) {
        this.parts = parts;
        this.bounds = bounds;
        this.node = node;
        this.group = group;
        this.leave = leave;
        this.thread = Thread.ofVirtual().name("micro-batch").start(this::run);
    }

    MicroBatches.Group group() {
        return group;
    }

    void offer(Place place) {
        lock.lock();
        try {
            waiting.add(place);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean idle() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Puts what it has in progress. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        do {
            List<Place> first = take(bounds.lines(), parts.ticker().nanos());
            if (!first.isEmpty()) {
                fill(first);
            }
        } while (!leave.test(this));
    }

    /** Up to {@code most} places, as soon as there are some; none when {@code untilNanos} passed, or nothing more comes. */
    private List<Place> take(int most, long untilNanos) {
        lock.lock();
        try {
            long left = untilNanos - parts.ticker().nanos();
            while (waiting.isEmpty() && !closed && left > 0) {
                changed.await(left, TimeUnit.NANOSECONDS);
                left = untilNanos - parts.ticker().nanos();
            }
            List<Place> taken = new ArrayList<>();
            while (taken.size() < most && !waiting.isEmpty()) {
                taken.add(waiting.remove());
            }
            return taken;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Whatever fails is told to those that wait for it; what was stored before goes on. */
    @SuppressWarnings("CatchingUnchecked") // Nobody may be left waiting, whatever went wrong.
    private void fill(List<Place> first) {
        List<Place> places = first;
        try {
            long ageNanos = bounds.age().toNanos();
            long untilNanos = parts.ticker().nanos() + ageNanos;
            Open open = new Open(create());
            while (!places.isEmpty() && open.add(places)) {
                places = List.of();
                if (open.lines < bounds.lines()) {
                    places = take(bounds.lines() - open.lines, untilNanos);
                }
            }
            open.start();
            places.forEach(this::offer);
        } catch (FailureException failed) {
            places.forEach(place -> place.stored.completeExceptionally(failed));
        } catch (RuntimeException | Error defect) {
            LOG.log(Level.ERROR, "a micro-batch of " + group + " failed", defect);
            FailureException told = Failure.of(
                            FailureKind.INTERNAL, "internal_error", "the gateway failed; its log says why")
                    .toException();
            places.forEach(place -> place.stored.completeExceptionally(told));
        }
    }

    private BatchClaim create() {
        Instant now = parts.clock().now();
        NewBatch batch = new NewBatch(
                "batch_" + parts.ids().next(),
                group.caller(),
                group.endpoint(),
                "",
                WINDOW_TEXT,
                Map.of(BatchValidator.MICRO_MODEL, group.alias()),
                Optional.empty(),
                false,
                true,
                now,
                now.plus(WINDOW));
        return parts.batches()
                .createClaimed(batch, new Lease(node, now, bounds.age().plus(MicroBatches.LEASE_MARGIN)));
    }

    /** The batch that is being filled. */
    private final class Open {
        private final BatchClaim claim;
        private final Map<String, NewLine> byCustomId = new HashMap<>();
        private int lines;

        Open(BatchClaim claim) {
            this.claim = claim;
        }

        /** Stores the places; false when the batch takes no more, and none is stored. */
        boolean add(List<Place> places) {
            List<NewLine> added = new ArrayList<>();
            for (Place place : places) {
                NewLine line = numbered(place.line, lines + added.size() + 1L);
                NewLine earlier = byCustomId.putIfAbsent(line.customId(), line);
                if (earlier == null) {
                    added.add(line);
                }
            }
            if (!added.isEmpty() && !parts.lines().add(claim, added)) {
                return false;
            }
            lines += added.size();
            places.forEach(this::confirm);
            return true;
        }

        /** One that was sent again is confirmed again. */
        private void confirm(Place place) {
            NewLine line = byCustomId.get(place.line.customId());
            if (line == null || !Arrays.equals(line.body(), place.line.body())) {
                place.stored.completeExceptionally(new Failure(
                                FailureKind.CONFLICT,
                                "duplicate_custom_id",
                                "custom_id '" + place.line.customId()
                                        + "' was submitted a moment ago with another body:"
                                        + " use an id for one request only",
                                "custom_id",
                                null)
                        .toException());
                return;
            }
            place.stored.complete(new StoredLine(
                    claim.batchId(),
                    line.number(),
                    line.customId(),
                    line.requestId(),
                    LineState.WAITING,
                    Optional.empty()));
        }

        private static NewLine numbered(NewLine line, long number) {
            return new NewLine(
                    number,
                    line.customId(),
                    line.requestId(),
                    line.body(),
                    line.orderKey(),
                    line.identity(),
                    line.inputTokens());
        }

        void start() {
            if (lines == 0) {
                return;
            }
            BatchStart start = parts.batches()
                    .started(
                            claim,
                            group.alias(),
                            parts.clock().now(),
                            parts.pools().of(group.caller(), group.alias()));
            if (!(start instanceof BatchStart.Begun)) {
                parts.batches().release(claim);
            }
            parts.started().run();
        }
    }
}
