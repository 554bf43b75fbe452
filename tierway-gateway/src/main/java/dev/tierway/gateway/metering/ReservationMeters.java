package dev.tierway.gateway.metering;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.time.Ticker;
import dev.tierway.scheduler.engine.PoolSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How reservations are used, from what their pools tell at each scrape. Confined to one thread at a time. */
final class ReservationMeters {
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final MeterRegistry registry;
    private final Ticker ticker;
    private final MultiGauge utilisation;
    private final List<MultiGauge.Row<?>> rows = new ArrayList<>();
    private final Map<Tags, Seen> seen = new HashMap<>();

    ReservationMeters(MeterRegistry registry, Ticker ticker) {
        this.registry = registry;
        this.ticker = ticker;
        this.utilisation = MultiGauge.builder("tierway.reservation.utilisation")
                .description("Units drawn of those that the reservation granted in about the last minute")
                .register(registry);
    }

    /** What had been drawn at some time. */
    private record Sample(long nanos, ReservationUse use) {}

    /** What is known of one reservation: the newest of the samples that are a minute old, and all younger ones. */
    private static final class Seen {
        private final Deque<Sample> samples = new ArrayDeque<>();
        private volatile PoolSnapshot.Reservation latest;

        Seen(PoolSnapshot.Reservation first) {
            latest = first;
        }
    }

    void observe(String pool, PoolSnapshot.Reservation reservation) {
        Tags tags = Tags.of("pool", pool, "reservation", reservation.name());
        Seen known = seen.computeIfAbsent(tags, _ -> {
            Seen added = new Seen(reservation);
            count(tags, added);
            return added;
        });
        if (reservation.use().inside().total() < known.latest.use().inside().total()) {
            // It was cancelled and made anew.
            known.samples.clear();
        }
        known.latest = reservation;
        long now = ticker.nanos();
        known.samples.addLast(new Sample(now, reservation.use()));
        while (known.samples.size() > 1 && now - second(known.samples).nanos() >= MINUTE_NANOS) {
            known.samples.removeFirst();
        }
        Sample since = known.samples.getFirst();
        double minutes = (double) (now - since.nanos()) / MINUTE_NANOS;
        row(
                tags.and("kind", "input"),
                reservation.use().inputUnits() - since.use().inputUnits(),
                minutes * reservation.inputPerMinute());
        row(
                tags.and("kind", "output"),
                reservation.use().outputUnits() - since.use().outputUnits(),
                minutes * reservation.outputPerMinute());
    }

    /** Shows what was observed since the last time. */
    void show() {
        utilisation.register(List.copyOf(rows), true);
        rows.clear();
    }

    private void row(Tags tags, long millionths, double granted) {
        double drawn = (double) millionths / BurndownRates.UNIT;
        rows.add(MultiGauge.Row.of(tags, granted > 0 ? drawn / granted : 0));
    }

    private void count(Tags tags, Seen of) {
        requests(tags.and("outcome", "admitted"), of, it -> it.outcomes().admitted());
        requests(tags.and("outcome", "spilled"), of, it -> it.outcomes().spilled());
        requests(tags.and("outcome", "refused"), of, it -> it.outcomes().refused());
        tokens(tags.and("served", "inside"), of, it -> it.use().inside().total());
        tokens(tags.and("served", "spilled"), of, it -> it.use().spilled().total());
    }

    private void requests(Tags tags, Seen of, ToDoubleFunction<PoolSnapshot.Reservation> value) {
        FunctionCounter.builder("tierway.reservation.requests", of, it -> value.applyAsDouble(it.latest))
                .description("Reserved requests let in, moved to another tier, and turned away")
                .tags(tags)
                .register(registry);
    }

    private void tokens(Tags tags, Seen of, ToDoubleFunction<PoolSnapshot.Reservation> value) {
        FunctionCounter.builder("tierway.reservation.served.tokens", of, it -> value.applyAsDouble(it.latest))
                .description("Tokens of reserved requests served inside the reservation and past it")
                .tags(tags)
                .register(registry);
    }

    private static Sample second(Deque<Sample> samples) {
        var it = samples.iterator();
        it.next();
        return it.next();
    }
}
