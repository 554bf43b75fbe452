package dev.tierway.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Many virtual threads that draw on the same limits at once: nobody ends before everybody has been admitted, refused, or
 * stands in line.
 */
final class ParallelCalls {
    /** How a call goes on once it is admitted. */
    enum Fate {
        COMPLETES,
        LEAVES_WHILE_STREAMING,
        LEAVES_BEFORE_THE_FIRST_BYTE,
        FAILS
    }

    /**
     * @param held what the hold was when the call ended
     * @param used null when it was refused
     */
    record Outcome(RequestSizes size, Draw estimate, Draw held, Draw used) {
        boolean refused() {
            return used == null;
        }
    }

    private final LimitLedger ledger;
    private final List<Limit> limits;
    private final List<RequestSizes> sizes;
    private final AtomicInteger decided = new AtomicInteger();
    private final CountDownLatch everybodyIsHere = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final List<Outcome> outcomes = new ArrayList<>();

    ParallelCalls(LimitLedger ledger, List<Limit> limits, List<RequestSizes> sizes) {
        this.ledger = ledger;
        this.limits = limits;
        this.sizes = sizes;
        this.ended = new CountDownLatch(sizes.size());
    }

    /** Runs one call for each size; {@code priced} turns tokens into what is drawn. */
    List<Outcome> run(IntFunction<Draw> estimates, IntFunction<Draw> actual, double disturbed)
            throws InterruptedException {
        for (int i = 0; i < sizes.size(); i++) {
            int call = i;
            Fate fate = fate(new SplittableRandom(1000 + i), disturbed);
            Thread.startVirtualThread(() -> {
                try {
                    Outcome outcome = call(sizes.get(call), estimates.apply(call), actual.apply(call), fate);
                    synchronized (outcomes) {
                        outcomes.add(outcome);
                    }
                } finally {
                    ended.countDown();
                }
            });
        }
        while (decided.get() + ledger.waiting() < sizes.size()) {
            LockSupport.parkNanos(100_000);
        }
        everybodyIsHere.countDown();
        assertThat(ended.await(60, TimeUnit.SECONDS)).as("every call ends").isTrue();
        assertThat(outcomes).as("every call has an outcome").hasSize(sizes.size());
        return outcomes;
    }

    private static Fate fate(SplittableRandom random, double disturbed) {
        return random.nextDouble() < disturbed ? Fate.values()[1 + random.nextInt(3)] : Fate.COMPLETES;
    }

    private Outcome call(RequestSizes size, Draw estimate, Draw actual, Fate fate) {
        Placement placement = ledger.place(limits, estimate, Patience.until(Long.MAX_VALUE));
        decided.incrementAndGet();
        return switch (placement) {
            case Placement.Refused _ -> new Outcome(size, estimate, estimate, null);
            case Placement.Admitted(LimitHold hold) -> {
                Draw used = serve(hold, actual, fate);
                yield new Outcome(size, estimate, hold.held(), used);
            }
        };
    }

    private Draw serve(LimitHold hold, Draw actual, Fate fate) {
        try (hold) {
            everybodyIsHere.await();
            switch (fate) {
                case COMPLETES -> {
                    hold.growTo(actual);
                    hold.post(actual);
                    return actual;
                }
                case LEAVES_WHILE_STREAMING -> {
                    Draw half =
                            Draw.priced(actual.tokens() / 2, actual.costNanos().orElseThrow() / 2);
                    hold.post(half);
                    return half;
                }
                case LEAVES_BEFORE_THE_FIRST_BYTE -> hold.voided();
                case FAILS -> throw new IllegalStateException("the backend broke");
            }
        } catch (IllegalStateException | InterruptedException failed) {
            // the hold is closed by now
        }
        return Draw.priced(0, 0);
    }
}
