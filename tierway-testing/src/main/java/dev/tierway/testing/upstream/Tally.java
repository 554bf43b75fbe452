package dev.tierway.testing.upstream;

import java.time.Duration;

/** A counter that can be waited for. Thread-safe. */
final class Tally {
    private int count;

    synchronized void add() {
        count++;
        notifyAll();
    }

    synchronized int count() {
        return count;
    }

    synchronized void await(int wanted, Duration within, String what) {
        long deadline = System.nanoTime() + within.toNanos();
        while (count < wanted) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(what + ": " + count + " of " + wanted + " within " + within);
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, interrupted);
            }
        }
    }
}
