package dev.tierway.gateway.metering;

import dev.tierway.core.latency.LatencyTarget;
import dev.tierway.core.latency.LatencyTargets;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.gateway.pipeline.Metering;
import dev.tierway.gateway.pipeline.RequestRecord;
import dev.tierway.scheduler.engine.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Where the time of completed requests went on each route, and how many met their targets. Thread-safe. */
final class LatencyMetrics implements Metering {
    private final MeterRegistry registry;
    private final LatencyTargets targets;
    private final ConcurrentHashMap<Route, Meters> meters = new ConcurrentHashMap<>();

    LatencyMetrics(MeterRegistry registry, LatencyTargets targets) {
        this.registry = registry;
        this.targets = targets;
    }

    private record Route(String model, String deployment, ServiceTier served) {}

    private record Meters(
            LatencyTarget target, Part queue, Part network, Part prefill, Part decode, Judged ttft, Judged otps) {}

    /** How often a part was measured and how long it took in all; cheaper than a timer, which keeps a maximum too. */
    private record Part(LongAdder count, LongAdder nanos) {
        void record(long measured) {
            if (measured >= 0) {
                count.increment();
                nanos.add(measured);
            }
        }
    }

    /** How often a target was met and missed; nothing is counted where there is none. */
    private record Judged(@Nullable Counter met, @Nullable Counter missed) {
        static final Judged NEVER = new Judged(null, null);

        void count(Optional<Boolean> verdict) {
            if (verdict.isPresent()) {
                Counter counter = verdict.get() ? met : missed;
                if (counter != null) {
                    counter.increment();
                }
            }
        }
    }

    @Override
    public void ended(RequestRecord record, long endedNanos) {
        Decision.Dispatch dispatch = record.dispatch();
        if (dispatch == null || !record.completed()) {
            return;
        }
        Meters route = meters.computeIfAbsent(
                new Route(record.model(), dispatch.deployment(), dispatch.servedTier()), this::meters);
        route.queue().record(record.queueNanos());
        route.network().record(record.networkNanos());
        route.prefill().record(record.prefillNanos());
        long decode = record.decodeNanos(endedNanos);
        route.decode().record(decode);
        if (decode >= 0) {
            route.ttft().count(route.target().ttftMet(record.firstByteNanos()));
            route.otps().count(route.target().otpsMet(record.usage().output(), decode));
        }
    }

    private Meters meters(Route route) {
        LatencyTarget target = targets.of(route.model(), route.served());
        Tags model =
                Tags.of("model", route.model(), "tier_served", route.served().wireName());
        Tags tags = model.and("deployment", route.deployment());
        return new Meters(
                target,
                part(tags, "queue"),
                part(tags, "network"),
                part(tags, "prefill"),
                part(tags, "decode"),
                target.ttft().isEmpty() ? Judged.NEVER : judged(model.and("target", "ttft")),
                target.minOtps().isEmpty() ? Judged.NEVER : judged(model.and("target", "otps")));
    }

    private Part part(Tags tags, String name) {
        Part part = new Part(new LongAdder(), new LongAdder());
        FunctionTimer.builder(
                        "tierway.part",
                        part,
                        it -> it.count().sum(),
                        it -> (double) it.nanos().sum(),
                        TimeUnit.NANOSECONDS)
                .description("Time of completed requests, by the part of their way")
                .tags(tags.and("part", name))
                .register(registry);
        return part;
    }

    private Judged judged(Tags tags) {
        return new Judged(counter(tags.and("met", "true")), counter(tags.and("met", "false")));
    }

    private Counter counter(Tags tags) {
        return Counter.builder("tierway.target.requests")
                .description("Completed requests that have a target, by whether they met it")
                .tags(tags)
                .register(registry);
    }
}
