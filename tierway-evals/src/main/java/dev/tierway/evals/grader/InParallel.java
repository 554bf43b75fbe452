package dev.tierway.evals.grader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with many things, some at a time. */
final class InParallel {
    private InParallel() {}

    /** Something that may take long. */
    @FunctionalInterface
    interface Work<T, R> {
        R apply(T thing) throws InterruptedException;
    }

    /** What {@code work} made of {@code things}, in their order. The first failure ends the rest. */
    static <T, R> List<R> map(List<T> things, int atOnce, Work<T, R> work) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(
                atOnce, Thread.ofVirtual().name("judge-", 1).factory());
        try {
            List<Future<R>> pending = new ArrayList<>();
            for (T thing : things) {
                pending.add(threads.submit(() -> work.apply(thing)));
            }
            List<R> done = new ArrayList<>();
            for (Future<R> result : pending) {
                done.add(result.get());
            }
            return List.copyOf(done);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException ends -> throw ends;
                case null, default -> throw new IllegalStateException(failed);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
