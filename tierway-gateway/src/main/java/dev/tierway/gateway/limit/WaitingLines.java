package dev.tierway.gateway.limit;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** Who waits before which limit, first come first served. Guarded by the ledger's lock. */
final class WaitingLines {
    /** One request's place in the line before {@code limit}. */
    static final class Place {
        private final Limit limit;
        private final Condition condition;
        private boolean called;

        private Place(Limit limit, Condition condition) {
            this.limit = limit;
            this.condition = condition;
        }

        /** Waits to be called, at most {@code nanos}; lets go of the ledger's lock meanwhile. */
        void await(long nanos) throws InterruptedException {
            long left = nanos;
            while (!called && left > 0) {
                left = condition.awaitNanos(left);
            }
            called = false;
        }

        /** Lets the place's request try again. */
        void call() {
            called = true;
            condition.signal();
        }

        Limit limit() {
            return limit;
        }

        boolean before(Limit other) {
            return limit.equals(other);
        }
    }

    private final int most;
    private final Map<Limit, LinkedHashSet<Place>> lines = new HashMap<>();
    private int size;

    WaitingLines(int most) {
        this.most = most;
    }

    /** A place at the end of the line, or null when the line is full. */
    @Nullable
    Place join(Limit limit, Condition condition) {
        LinkedHashSet<Place> line = lines.computeIfAbsent(limit, it -> new LinkedHashSet<>());
        if (line.size() >= most) {
            return null;
        }
        Place place = new Place(limit, condition);
        line.add(place);
        size++;
        return place;
    }

    /** Gives up {@code place}, if there is one, and calls who is first now. */
    void leave(@Nullable Place place) {
        if (place == null) {
            return;
        }
        LinkedHashSet<Place> line = lines.get(place.limit);
        if (line == null || !line.remove(place)) {
            return;
        }
        size--;
        if (line.isEmpty()) {
            lines.remove(place.limit);
        } else {
            wakeFirst(place.limit);
        }
    }

    boolean first(Place place) {
        LinkedHashSet<Place> line = lines.get(place.limit);
        return line != null && place.equals(line.getFirst());
    }

    /** The first of {@code limits} that has a line before it. */
    @Nullable
    Limit firstThatWaits(List<Limit> limits) {
        if (size == 0) {
            return null;
        }
        for (Limit limit : limits) {
            if (lines.containsKey(limit)) {
                return limit;
            }
        }
        return null;
    }

    void wakeFirst(Limit limit) {
        LinkedHashSet<Place> line = lines.get(limit);
        if (line != null) {
            line.getFirst().call();
        }
    }

    int size() {
        return size;
    }
}
