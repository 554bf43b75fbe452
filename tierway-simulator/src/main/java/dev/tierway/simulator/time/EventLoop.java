package dev.tierway.simulator.time;

import dev.tierway.core.time.Ticker;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: runs actions at their nanosecond, those of the same nanosecond in the order they were scheduled.
 *
 * <p>Single-threaded. The same schedule gives the same run on every machine.
 */
public final class EventLoop implements Ticker {
    /** What happens at a moment. */
    @FunctionalInterface
    public interface Action {
        void run(long now);
    }

    /** A scheduled action that can be called off. */
    public static final class Timer implements Comparable<Timer> {
        private final long at;
        private final long sequence;
        private @Nullable Action action;

        private Timer(long at, long sequence, Action action) {
            this.at = at;
            this.sequence = sequence;
            this.action = action;
        }

        /** Has no effect once the action has run. */
        public void cancel() {
            action = null;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(1024);
    private long now;
    private long sequence;
    private long events;

    @Override
    public long nanos() {
        return now;
    }

    /** Actions run so far. */
    public long events() {
        return events;
    }

    /** Runs {@code action} at {@code nanos}, or as the next thing when that has passed. */
    public Timer at(long nanos, Action action) {
        Timer timer = new Timer(Math.max(nanos, now), sequence++, action);
        timers.add(timer);
        return timer;
    }

    public Timer after(long delayNanos, Action action) {
        return at(now + delayNanos, action);
    }

    /** Runs everything due up to and including {@code end}, and leaves the clock there. */
    public void runUntil(long end) {
        for (Timer timer = timers.peek(); timer != null && timer.at <= end; timer = timers.peek()) {
            timers.poll();
            Action action = timer.action;
            if (action != null) {
                timer.action = null;
                now = timer.at;
                events++;
                action.run(now);
            }
        }
        now = Math.max(now, end);
    }
}
