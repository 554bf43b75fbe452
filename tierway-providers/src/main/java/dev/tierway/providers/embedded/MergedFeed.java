package dev.tierway.providers.embedded;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.engine.Finish;
import dev.tierway.engine.Generation;
import dev.tierway.engine.Token;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The feed of several generations: one virtual thread each carries tokens into a queue that is shared, so that none of
 * them has to wait until another one is read.
 */
final class MergedFeed implements TokenFeed {
    private static final int QUEUE_PER_ANSWER = 16;

    private final List<Generation> generations;
    private final List<Thread> carriers;
    private final BlockingQueue<Arrival> arrivals;
    private int running;

    MergedFeed(List<Generation> generations) {
        this.generations = List.copyOf(generations);
        this.arrivals = new ArrayBlockingQueue<>(QUEUE_PER_ANSWER * generations.size());
        this.running = generations.size();
        this.carriers = IntStream.range(0, generations.size())
                .mapToObj(answer -> Thread.ofVirtual().name("answer-" + answer).start(() -> carry(answer)))
                .toList();
    }

    private void carry(int answer) {
        Generation generation = generations.get(answer);
        try {
            for (Token token = generation.next(); token != null; token = generation.next()) {
                arrivals.put(new Arrival(answer, token, Finish.RUNNING));
            }
            arrivals.put(new Arrival(answer, null, generation.finish()));
        } catch (InterruptedException closed) {
            generation.cancel();
        }
    }

    @Override
    public @Nullable Arrival next() {
        if (running == 0) {
            return null;
        }
        try {
            Arrival arrival = arrivals.take();
            running -= arrival.token() == null ? 1 : 0;
            return arrival;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FailureException(
                    Failure.of(FailureKind.INTERNAL, "interrupted", "the request's thread was interrupted"),
                    interrupted);
        }
    }

    @Override
    public boolean ready() {
        return running == 0 || !arrivals.isEmpty();
    }

    @Override
    public void close() {
        generations.forEach(Generation::close);
        carriers.forEach(Thread::interrupt);
    }
}
