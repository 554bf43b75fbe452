package dev.tierway.app.batch;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Whether whoever runs a command wants it to stop; once asked, it stays so. Thread-safe. */
final class StopRequest {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean asked;

    void ask() {
        lock.lock();
        try {
            asked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean asked() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@code pause}, or less when it is asked meanwhile. */
    void pause(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            boolean before = asked;
            long left = pause.toNanos();
            while (left > 0 && asked == before) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
