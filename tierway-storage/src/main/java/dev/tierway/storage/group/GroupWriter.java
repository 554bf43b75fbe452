package dev.tierway.storage.group;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes entries from many threads and stores them in groups, one transaction each, so that nobody waits for the disk
 * unless they ask to. Thread-safe.
 *
 * <p>An entry that was taken is never given up: while the database cannot be written, entries stay in memory and are
 * tried again with growing pauses. Once {@link Settings#limit} of them wait, {@link #accepting} turns false and new
 * requests are to be refused; those that run are still recorded.
 *
 * @param <T> an entry
 */
public final class GroupWriter<T> implements AutoCloseable {
    /** Where groups go: stores all or none, and leaves out what it has already. */
    @FunctionalInterface
    public interface Sink<T> {
        /** Throws {@link FailureException} when the group could not be stored, or may not have been. */
        void append(List<T> group);
    }

    /**
     * What is written.
     *
     * @param into in words, one of them
     * @param id names an entry without telling what is in it
     */
    public record Subject<T>(String into, Function<T, String> id) {}

    /**
     * How a writer goes about it.
     *
     * @param limit entries that may wait before new requests are to be refused
     * @param group entries in one transaction at most
     * @param linger how long an entry nobody waits for may wait for others
     * @param longestPause between two tries to write
     * @param drain how long {@link #close} goes on trying
     */
    public record Settings(int limit, int group, Duration linger, Duration longestPause, Duration drain) {
        public static final Settings DEFAULTS =
                new Settings(100_000, 1_000, Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofSeconds(30));

        public Settings withLimit(int entries) {
            return new Settings(entries, group, linger, longestPause, drain);
        }
    }

    private static final System.Logger LOG = System.getLogger(GroupWriter.class.getName());
    private static final long FIRST_PAUSE = Duration.ofMillis(20).toNanos();

    private final Subject<T> subject;
    private final Sink<T> sink;
    private final Settings settings;
    private final Ticker ticker;

    private final ConcurrentLinkedQueue<Recorded> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread;

    private volatile boolean hurried;
    private volatile boolean closing;
    private volatile long giveUpNanos;
    /** First of the group that is being stored. */
    private volatile @Nullable Recorded oldest;

    public GroupWriter(Subject<T> subject, Sink<T> sink, Settings settings, Ticker ticker) {
        this.subject = subject;
        this.sink = sink;
        this.settings = settings;
        this.ticker = ticker;
        // SQLite's calls hold on to their thread, so it is not one that requests share.
        this.thread =
                Thread.ofPlatform().daemon().name(subject.into() + "-writer").start(this::run);
    }

    /** An entry that was taken. */
    public final class Recorded {
        private final T entry;
        private final long takenNanos;
        private final CountDownLatch stored = new CountDownLatch(1);

        private Recorded(T entry, long takenNanos) {
            this.entry = entry;
            this.takenNanos = takenNanos;
        }

        public boolean durable() {
            return stored.getCount() == 0;
        }

        /**
         * Waits until the entry is on disk, and has it written without delay.
         *
         * @return false when it was not after {@code patience}; it is still going to be written
         */
        public boolean awaitDurable(Duration patience) throws InterruptedException {
            if (!durable()) {
                hurried = true;
                LockSupport.unpark(thread);
            }
            return stored.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Takes an entry to be stored soon.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public Recorded record(T entry) {
        // Counted before the check, so that the thread does not end between the two.
        int now = waiting.incrementAndGet();
        if (closing) {
            waiting.decrementAndGet();
            throw new IllegalStateException(
                    "the " + subject.into() + " is closed; " + subject.id().apply(entry) + " is not recorded");
        }
        Recorded recorded = new Recorded(entry, ticker.nanos());
        queue.add(recorded);
        if (now == 1 || now == settings.group()) {
            LockSupport.unpark(thread);
        }
        return recorded;
    }

    /** Whether new requests should be let in: there is room to remember what they will use. */
    public boolean accepting() {
        return !closing && waiting.get() < settings.limit() && thread.isAlive();
    }

    /** Entries that were taken and are not stored yet. */
    public int waiting() {
        return waiting.get();
    }

    /** Entries stored since the start. */
    public long written() {
        return written.get();
    }

    /** Tries to write that failed since the start. */
    public long failures() {
        return failures.get();
    }

    /** How long the entry that waits longest has waited, in nanoseconds; 0 when none waits. */
    public long oldestAgeNanos() {
        Recorded first = oldest;
        if (first == null) {
            first = queue.peek();
        }
        return first == null ? 0 : Math.max(0, ticker.nanos() - first.takenNanos);
    }

    /** Stores what waits, for {@link Settings#drain} at most, and takes no more. */
    @Override
    public void close() {
        giveUpNanos = ticker.nanos() + settings.drain().toNanos();
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stop) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean goOn = true;
        while (goOn && awaitWork()) {
            linger();
            List<Recorded> group = take();
            oldest = group.getFirst();
            goOn = store(group);
        }
        int lost = waiting.get();
        if (lost > 0) {
            LOG.log(Level.ERROR, "the {0} was closed with {1} entries that could not be written", subject.into(), lost);
        }
    }

    /** False when there is none and never will be. */
    private boolean awaitWork() {
        while (queue.isEmpty()) {
            if (waiting.get() > 0) {
                // Counted, and about to be added.
                Thread.onSpinWait();
            } else if (closing) {
                return false;
            } else {
                LockSupport.park(this);
            }
        }
        return true;
    }

    private void linger() {
        long until = ticker.nanos() + settings.linger().toNanos();
        long left = settings.linger().toNanos();
        while (left > 0 && !hurried && !closing && waiting.get() < settings.group()) {
            LockSupport.parkNanos(this, left);
            left = until - ticker.nanos();
        }
        hurried = false;
    }

    private List<Recorded> take() {
        List<Recorded> group = new ArrayList<>();
        for (Recorded next = queue.poll(); next != null; next = queue.poll()) {
            group.add(next);
            if (group.size() == settings.group()) {
                break;
            }
        }
        return group;
    }

    /** Tries until the group is stored; false when closing took too long. */
    private boolean store(List<Recorded> group) {
        List<T> entries = group.stream().map(it -> it.entry).toList();
        long pause = FIRST_PAUSE;
        while (!append(entries, pause == FIRST_PAUSE)) {
            if (closing && ticker.nanos() - giveUpNanos >= 0) {
                return false;
            }
            rest(pause);
            pause = Math.min(2 * pause, settings.longestPause().toNanos());
        }
        if (pause > FIRST_PAUSE) {
            LOG.log(Level.INFO, "the {0} is written again; {1} entries waited", subject.into(), waiting.get());
        }
        oldest = null;
        waiting.addAndGet(-group.size());
        written.addAndGet(group.size());
        group.forEach(it -> it.stored.countDown());
        return true;
    }

    private boolean append(List<T> entries, boolean firstTry) {
        try {
            sink.append(entries);
            return true;
        } catch (FailureException failed) {
            failed(failed.failure().message(), firstTry);
            return false;
        } catch (RuntimeException defect) {
            failed(defect.toString(), firstTry);
            return false;
        }
    }

    private void failed(String message, boolean firstTry) {
        failures.incrementAndGet();
        if (firstTry) {
            LOG.log(
                    Level.WARNING,
                    "the {0} cannot be written, {1} entries wait in memory: {2}",
                    subject.into(),
                    waiting.get(),
                    message);
        } else if (!accepting() && !closing) {
            LOG.log(
                    Level.ERROR,
                    "the {0} still cannot be written, {1} entries wait, new requests are refused: {2}",
                    subject.into(),
                    waiting.get(),
                    message);
        }
    }

    /** Waits before the next try; not while closing, beyond what makes sense of trying again. */
    private void rest(long pause) {
        long wait = closing ? Math.min(pause, FIRST_PAUSE) : pause;
        long until = ticker.nanos() + wait;
        boolean wasClosing = closing;
        long left = wait;
        while (left > 0 && closing == wasClosing) {
            LockSupport.parkNanos(this, left);
            left = until - ticker.nanos();
        }
    }
}
