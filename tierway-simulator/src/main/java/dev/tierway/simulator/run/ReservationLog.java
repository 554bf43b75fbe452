package dev.tierway.simulator.run;

import dev.tierway.core.capacity.ReservationUse;
import dev.tierway.core.usage.Usage;
import dev.tierway.scheduler.engine.PoolSnapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reservations granted and what was drawn from them, between the first and the last look at them. */
final class ReservationLog {
    private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

    private static final class Entry {
        private final ReservationUse before;
        private PoolSnapshot.Reservation latest;
        private long lookedAt;
        private double grantedInput;
        private double grantedOutput;

        Entry(PoolSnapshot.Reservation first, long now) {
            before = first.use();
            latest = first;
            lookedAt = now;
        }

        void look(PoolSnapshot.Reservation seen, long now) {
            if (latest.active()) {
                double minutes = (now - lookedAt) / NANOS_PER_MINUTE;
                grantedInput += minutes * latest.inputPerMinute();
                grantedOutput += minutes * latest.outputPerMinute();
            }
            latest = seen;
            lookedAt = now;
        }

        ReservationGrant granted() {
            return new ReservationGrant(latest.name(), grantedInput, grantedOutput, since(before, latest.use()));
        }
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Call at the start and the end of what is logged, and right after each change in between. */
    void look(List<PoolSnapshot.Reservation> reservations, long now) {
        for (PoolSnapshot.Reservation each : reservations) {
            Entry entry = entries.get(each.name());
            if (entry == null) {
                entries.put(each.name(), new Entry(each, now));
            } else {
                entry.look(each, now);
            }
        }
    }

    List<ReservationGrant> granted() {
        return entries.values().stream().map(Entry::granted).toList();
    }

    private static ReservationUse since(ReservationUse before, ReservationUse after) {
        return new ReservationUse(
                after.inputUnits() - before.inputUnits(),
                after.outputUnits() - before.outputUnits(),
                since(before.inside(), after.inside()),
                since(before.spilled(), after.spilled()));
    }

    private static Usage since(Usage before, Usage after) {
        return Usage.of(
                after.inputUncached() - before.inputUncached(),
                after.cacheRead() - before.cacheRead(),
                after.output() - before.output());
    }
}
