package dev.tierway.gateway.admin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.config.ConfigException;
import dev.tierway.core.config.ConfigNode;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.reservation.ReservationBook;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditStore;
import dev.tierway.storage.reservation.ReservationStore;
import dev.tierway.storage.reservation.StoredReservation;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All reservations: those of the configuration, which is where they are changed, and those that administrators made, which
 * the store keeps. What is in force of both is in the book. Thread-safe.
 */
public final class Reservations {
    /** The actor of what the configuration changed. */
    static final String CONFIGURATION = "configuration";

    private static final System.Logger LOG = System.getLogger(Reservations.class.getName());
    private static final String KIND = "reservation";

    /**
     * What it works with.
     *
     * @param configured by name; in the book already
     */
    public record Parts(
            ReservationStore store,
            ReservationBook book,
            Map<String, Reservation> configured,
            ReservationTerms terms,
            WallClock clock) {
        public Parts {
            configured = Map.copyOf(configured);
        }
    }

    /** A stored reservation: in force, or the problem with it. */
    private record Kept(StoredReservation stored, Optional<Reservation> inForce, Optional<String> problem) {}

    private final Parts parts;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Kept> kept = new TreeMap<>();

    @GuardedBy("lock")
    private final Set<String> shadowed = new HashSet<>();

    public Reservations(Parts parts) {
        this.parts = parts;
    }

    /** Keeps what the configuration changed since the last start, as done by the actor {@code configuration}. */
    public void auditConfigured(AuditStore audit) {
        Map<String, String> states = new HashMap<>();
        parts.configured().forEach((name, reservation) -> states.put(name, ReservationJson.terms(reservation)));
        audit.catchUp(CONFIGURATION, KIND, states, parts.clock().now());
    }

    /** Reads the store, and puts in force what is in it. What cannot be in force is listed with its problem. */
    public void refresh() {
        lock.lock();
        try {
            List<StoredReservation> latest = new ArrayList<>(parts.store().list());
            // What is cancelled makes room for what is not.
            latest.sort(Comparator.comparing(it -> !it.cancelled()));
            for (StoredReservation stored : latest) {
                follow(stored);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The configured ones, then the others, each by name. */
    List<ReservationView> list() {
        List<ReservationView> views = new ArrayList<>(parts.configured().values().stream()
                .map(this::view)
                .sorted(Comparator.comparing(ReservationView::name))
                .toList());
        lock.lock();
        try {
            refresh();
            kept.values().stream().map(this::view).forEach(views::add);
        } finally {
            lock.unlock();
        }
        return views;
    }

    /** Throws a 404 when there is none of that name. */
    ReservationView one(String name) {
        return list().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    /** Makes a reservation; throws a 409 when there is one of that name. */
    ReservationView create(String name, ConfigNode.Mapping terms, String actor) {
        requireOurs(name);
        lock.lock();
        try {
            refresh();
            if (kept.containsKey(name)) {
                throw conflict(
                        "reservation_exists",
                        "there is a reservation '" + name + "': change it with POST /v1/organization/reservations/"
                                + name + ", or take another name");
            }
            long version =
                    parts.store().find(name).map(StoredReservation::version).orElse(0L);
            Reservation wanted = read(name, TermsChange.of(terms).onto(TermsChange.nothing(terms)));
            return save(wanted, version, Optional.empty(), actor);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes the members that are given.
     *
     * @param expected the version that the change was made for; throws a 409 when it has another by now
     */
    ReservationView change(String name, ConfigNode.Mapping terms, OptionalLong expected, String actor) {
        requireOurs(name);
        lock.lock();
        try {
            StoredReservation before = current(name, expected);
            Reservation wanted = read(name, TermsChange.of(terms).onto(ReservationJson.tree(before)));
            if (ReservationJson.terms(wanted).equals(before.body())) {
                return view(known(name));
            }
            return save(wanted, before.version(), Optional.of(before.body()), actor);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a reservation; what it let in is served to its end. */
    void cancel(String name, OptionalLong expected, String actor) {
        requireOurs(name);
        lock.lock();
        try {
            StoredReservation before = current(name, expected);
            AuditEntry entry = entry("cancelled", name, Optional.of(before.body()), Optional.empty(), actor);
            follow(parts.store().cancel(name, before.version(), entry));
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private ReservationView save(Reservation wanted, long version, Optional<String> before, String actor) {
        parts.book().check(wanted);
        String name = wanted.name();
        String body = ReservationJson.terms(wanted);
        AuditEntry entry = entry(before.isEmpty() ? "created" : "updated", name, before, Optional.of(body), actor);
        follow(parts.store().put(name, version, body, entry));
        return view(known(name));
    }

    private AuditEntry entry(
            String action, String name, Optional<String> before, Optional<String> after, String actor) {
        return new AuditEntry(parts.clock().now(), actor, action, KIND, name, before, after);
    }

    private Reservation read(String name, ConfigNode.Mapping terms) {
        return RequestObject.orRefused(() -> parts.terms().read(name, terms));
    }

    @GuardedBy("lock")
    private StoredReservation current(String name, OptionalLong expected) {
        refresh();
        StoredReservation stored = known(name).stored();
        if (expected.isPresent() && expected.getAsLong() != stored.version()) {
            throw conflict(
                    "reservation_changed",
                    "reservation '" + name + "' is at version " + stored.version() + ", not " + expected.getAsLong()
                            + "; read it again and repeat the change");
        }
        return stored;
    }

    @GuardedBy("lock")
    private Kept known(String name) {
        Kept found = kept.get(name);
        if (found == null) {
            throw unknown(name);
        }
        return found;
    }

    /** Does here what {@code stored} says. */
    @GuardedBy("lock")
    private void follow(StoredReservation stored) {
        String name = stored.name();
        if (parts.configured().containsKey(name)) {
            if (!stored.cancelled() && shadowed.add(name)) {
                LOG.log(
                        Level.WARNING,
                        "the stored reservation ''{0}'' is not in force: the configuration has one of that name",
                        name);
            }
            return;
        }
        Kept before = kept.get(name);
        if (stored.cancelled()) {
            kept.remove(name);
            parts.book().cancel(name);
        } else if (before == null
                || before.problem().isPresent()
                || !before.stored().equals(stored)) {
            Kept now = attempt(stored);
            kept.put(name, now);
            if (before == null || !before.problem().equals(now.problem())) {
                now.problem().ifPresent(it -> warn(name, it));
            }
        }
    }

    private static void warn(String name, String problem) {
        LOG.log(Level.WARNING, "the stored reservation ''{0}'' is not in force: {1}", name, problem);
    }

    @GuardedBy("lock")
    private Kept attempt(StoredReservation stored) {
        try {
            Reservation reservation = parts.terms().read(stored.name(), ReservationJson.tree(stored));
            parts.book().put(reservation);
            return new Kept(stored, Optional.of(reservation), Optional.empty());
        } catch (ConfigException unusable) {
            return outOfForce(stored, String.valueOf(unusable.getMessage()));
        } catch (FailureException doesNotFit) {
            return outOfForce(stored, doesNotFit.failure().message());
        }
    }

    private Kept outOfForce(StoredReservation stored, String problem) {
        parts.book().cancel(stored.name());
        return new Kept(stored, Optional.empty(), Optional.of(problem));
    }

    private ReservationView view(Reservation configured) {
        return new ReservationView(
                configured.name(),
                Optional.empty(),
                Optional.empty(),
                ReservationJson.terms(configured),
                active(Optional.of(configured)),
                Optional.empty());
    }

    private ReservationView view(Kept it) {
        return new ReservationView(
                it.stored().name(),
                Optional.of(it.stored().version()),
                Optional.of(it.stored().at()),
                it.stored().body(),
                active(it.inForce()),
                it.problem());
    }

    private boolean active(Optional<Reservation> inForce) {
        Instant now = parts.clock().now();
        return inForce.filter(it -> it.schedule().active(now)).isPresent();
    }

    private void requireOurs(String name) {
        if (parts.configured().containsKey(name)) {
            throw conflict(
                    "reservation_configured",
                    "the reservation '" + name
                            + "' stands in the gateway's configuration: change it there, and start the"
                            + " gateway anew");
        }
    }

    private static FailureException unknown(String name) {
        return Failure.of(
                        FailureKind.NOT_FOUND,
                        "unknown_reservation",
                        "there is no reservation '" + name + "', or it is cancelled")
                .toException();
    }

    private static FailureException conflict(String code, String message) {
        return Failure.of(FailureKind.CONFLICT, code, message).toException();
    }
}
