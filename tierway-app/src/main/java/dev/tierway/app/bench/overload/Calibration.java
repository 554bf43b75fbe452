package dev.tierway.app.bench.overload;

import dev.tierway.app.bench.overload.ArrivalPlan.Workload;
import dev.tierway.app.bench.overload.Observation.Outcome;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Measures what the gateway can serve: a fixed number of callers who each ask again as soon as they are answered, all
 * in the standard tier, with the lengths of the load to come.
 *
 * @param callers enough to fill every slot of the deployments
 * @param most requests after which it ends early
 */
record Calibration(int callers, Duration length, int most) {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);

    /** Served requests per second. */
    double measure(GatewayClient client, Workload workload, Ticker ticker, BooleanSupplier stopped) {
        RandomGenerator random = new SplittableRandom(~workload.seed());
        Workload standard = new Workload(new Mix(Map.of(ServiceTier.STANDARD, 1)), workload.scale(), workload.seed());
        List<PlannedRequest> requests = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            requests.add(standard.request(random, 1_000_000 + i, 0));
        }
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<Observation> ended = new ConcurrentLinkedQueue<>();
        long start = ticker.nanos();
        long end = start + length.toNanos();
        AtomicLong lastServed = new AtomicLong(start + 1);
        Senders senders = new Senders(ticker, stopped);
        for (int i = 0; i < callers; i++) {
            senders.start(() -> {
                for (int index = next.getAndIncrement();
                        index < most && ticker.nanos() < end && !stopped.getAsBoolean();
                        index = next.getAndIncrement()) {
                    Observation observation = client.send(requests.get(index), ticker.nanos());
                    ended.add(observation);
                    if (observation.outcome() != Outcome.SERVED) {
                        return;
                    }
                    lastServed.accumulateAndGet(ticker.nanos(), Math::max);
                }
            });
        }
        senders.await(end + LONGEST_REQUEST.toNanos());
        double seconds = (lastServed.get() - start) / 1e9;
        long served =
                ended.stream().filter(it -> it.outcome() == Outcome.SERVED).count();
        if (served == 0) {
            String code = ended.stream().findFirst().map(Observation::code).orElse("nothing sent");
            throw Failure.of(
                            FailureKind.UPSTREAM_FAILED,
                            "calibration_failed",
                            "the gateway served none of the calibration requests (" + code
                                    + "); check --url, --key and --model")
                    .toException();
        }
        return served / seconds;
    }
}
