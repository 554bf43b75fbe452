package dev.tierway.scheduler.engine;

import dev.tierway.core.capacity.BurndownRates;
import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.capacity.SpillOverride;
import dev.tierway.core.tier.ServiceTier;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.hold.Entitlement;
import dev.tierway.scheduler.hold.Hold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reservations of a pool: who may draw on which, what is left of each, and what came of it.
 *
 * <p>A project may own several. A request draws on the first that is active and has room, in the order they were made;
 * the first that is active, else the first, decides where it spills to.
 */
final class Reservations {
    /** One reservation with its balance. It outlives its cancellation as long as holds on it are open. */
    static final class Booking {
        private final Entitlement entitlement;
        private ReservationSpec spec;
        private Activity activity;
        private long admitted;
        private long spilled;
        private long refused;
        private ReservationUse use = ReservationUse.NONE;

        Booking(ReservationSpec spec, Activity activity) {
            this.spec = spec;
            this.activity = activity;
            this.entitlement =
                    new Entitlement(spec.name(), spec.inputPerMinute(), spec.outputPerMinute(), spec.rates());
        }

        String name() {
            return spec.name();
        }

        private boolean active() {
            return activity.active();
        }

        private PoolSnapshot.Reservation snapshot(long now) {
            return new PoolSnapshot.Reservation(
                    spec.name(),
                    active(),
                    spec.inputPerMinute(),
                    spec.outputPerMinute(),
                    entitlement.inputLevel(now),
                    entitlement.outputLevel(now),
                    entitlement.openHolds(),
                    new PoolSnapshot.Reservation.Outcomes(admitted, spilled, refused),
                    use);
        }
    }

    /** What becomes of a reserved request, decided before any deployment is tried. */
    sealed interface Verdict {
        /** It is inside an entitlement. */
        record Inside(Booking booking, Hold hold) implements Verdict {}

        /** It is served in another tier. */
        record Spills(Booking booking, ServiceTier tier, TierReason reason) implements Verdict {}

        /** It is turned away. */
        record Refused(RefusalReason reason, long retryAfterNanos, Optional<Decision.Shortfall> shortfall)
                implements Verdict {}
    }

    private final Map<String, Booking> byName = new LinkedHashMap<>();
    private final Map<String, List<Booking>> byProject = new HashMap<>();
    private final List<Booking> cancelled = new ArrayList<>();

    /** Makes the reservation, or changes it without touching what has been drawn. */
    void put(ReservationSpec spec, Activity activity, long now) {
        Booking booking = byName.get(spec.name());
        if (booking == null) {
            booking = cancelled.stream()
                    .filter(it -> it.name().equals(spec.name()))
                    .findFirst()
                    .orElse(null);
            cancelled.remove(booking);
        }
        if (booking == null) {
            booking = new Booking(spec, activity);
        } else {
            booking.spec = spec;
            booking.activity = activity;
            booking.entitlement.change(spec.inputPerMinute(), spec.outputPerMinute(), spec.rates(), now);
        }
        byName.put(spec.name(), booking);
        indexOwners();
    }

    /** Cancels it: nothing draws on it any more, and holds that are open settle as they would have. */
    void remove(String name) {
        Booking booking = byName.remove(name);
        if (booking != null && booking.entitlement.openHolds() > 0) {
            booking.activity = new Activity(false, Long.MAX_VALUE);
            cancelled.add(booking);
        }
        indexOwners();
    }

    private void indexOwners() {
        byProject.clear();
        for (Booking each : byName.values()) {
            for (String project : each.spec.projects()) {
                byProject.computeIfAbsent(project, key -> new ArrayList<>()).add(each);
            }
        }
    }

    boolean anyActive() {
        return byName.values().stream().anyMatch(Booking::active);
    }

    /** Decides where a reserved request of the size {@code estimate} goes, and draws on the entitlement it is inside of. */
    Verdict judge(SchedulingRequest request, Usage estimate, long now) {
        List<Booking> owned = byProject.getOrDefault(request.project(), List.of());
        if (owned.isEmpty()) {
            return new Verdict.Refused(RefusalReason.NO_RESERVATION, 0, Optional.empty());
        }
        Booking deciding = owned.stream().filter(Booking::active).findFirst().orElse(owned.getFirst());
        Optional<SpillOverride> asked = request.spill();
        if (asked.filter(Predicate.not(deciding.spec.overrides()::contains)).isPresent()) {
            return refuse(deciding, RefusalReason.SPILL_NOT_PERMITTED, 0, estimate, now);
        }
        if (asked.filter(SpillOverride.SKIP::equals).isPresent()) {
            return leave(deciding, asked, TierReason.RESERVATION_SKIPPED)
                    .orElseGet(() -> refuse(deciding, RefusalReason.SPILL_NOT_PERMITTED, 0, estimate, now));
        }
        for (Booking each : owned) {
            Hold hold = each.active() ? each.entitlement.place(estimate, now) : null;
            if (hold != null) {
                each.admitted++;
                return new Verdict.Inside(each, hold);
            }
        }
        TierReason why = deciding.active() ? TierReason.RESERVATION_EXHAUSTED : TierReason.OUTSIDE_WINDOW;
        return leave(deciding, asked, why).orElseGet(() -> turnAway(deciding, owned, estimate, now));
    }

    /** Moves it to the tier that the request, else the policy, names; empty when neither does. */
    private static Optional<Verdict> leave(Booking from, Optional<SpillOverride> asked, TierReason why) {
        boolean byPolicy = asked.isEmpty() || asked.get() == SpillOverride.SKIP;
        Optional<ServiceTier> tier =
                byPolicy ? from.spec.spill().tier() : asked.get().tier();
        if (tier.isPresent()) {
            from.spilled++;
        }
        return tier.map(to -> new Verdict.Spills(from, to, why));
    }

    private static Verdict turnAway(Booking deciding, List<Booking> owned, Usage estimate, long now) {
        long soonest = Long.MAX_VALUE;
        for (Booking each : owned) {
            long changes = each.activity.changesAtNanos();
            long wait = changes == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, changes - now);
            soonest = Math.min(soonest, each.active() ? each.entitlement.nanosUntil(estimate, now) : wait);
        }
        RefusalReason why = deciding.active() ? RefusalReason.RESERVATION_EXHAUSTED : RefusalReason.OUTSIDE_WINDOW;
        return refuse(deciding, why, soonest == Long.MAX_VALUE ? 0 : soonest, estimate, now);
    }

    private static Verdict refuse(Booking by, RefusalReason reason, long retryAfterNanos, Usage estimate, long now) {
        by.refused++;
        BurndownRates rates = by.spec.rates();
        double unit = BurndownRates.UNIT;
        Decision.Shortfall shortfall = new Decision.Shortfall(
                by.name(),
                rates.input(estimate) / unit,
                by.entitlement.inputLevel(now),
                rates.output(estimate) / unit,
                by.entitlement.outputLevel(now));
        return new Verdict.Refused(reason, retryAfterNanos, Optional.of(shortfall));
    }

    /** A request that was inside of {@code booking}, by {@code hold}, or spilled from it has ended. */
    void ended(Booking booking, @Nullable Hold hold, Usage used, long now) {
        if (hold == null) {
            booking.use = booking.use.plus(ReservationUse.spilled(used));
            return;
        }
        hold.post(used, now);
        booking.use = booking.use.plus(ReservationUse.inside(hold.rates(), used));
        if (booking.entitlement.openHolds() == 0) {
            cancelled.remove(booking);
        }
    }

    List<PoolSnapshot.Reservation> snapshot(long now) {
        return Stream.concat(byName.values().stream(), cancelled.stream())
                .map(booking -> booking.snapshot(now))
                .toList();
    }
}
