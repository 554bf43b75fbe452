package dev.tierway.gateway.admin;

import dev.tierway.core.capacity.Reservation;
import dev.tierway.core.capacity.ReservationHistory;
import dev.tierway.core.config.ConfigException;
import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.reservation.ReservationStore;
import dev.tierway.storage.reservation.StoredReservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The terms that reservations had over time: of the configured ones those that stand there now, of the others every
 * version that the store keeps, also after they were cancelled. Thread-safe.
 */
public final class ReservationHistories {
    private final Map<String, Reservation> configured;
    private final ReservationStore store;
    private final ReservationTerms terms;

    public ReservationHistories(Map<String, Reservation> configured, ReservationStore store, ReservationTerms terms) {
        this.configured = Map.copyOf(configured);
        this.store = store;
        this.terms = terms;
    }

    /**
     * Empty when there never was one of that name.
     *
     * @throws dev.tierway.core.failure.FailureException a 409 when a version names a model or project that is gone
     */
    public Optional<ReservationHistory> of(String name) {
        Reservation standing = configured.get(name);
        if (standing != null) {
            return Optional.of(ReservationHistory.of(standing));
        }
        List<ReservationHistory.Version> versions = new ArrayList<>();
        Instant from = Instant.MIN;
        for (StoredReservation stored : store.history(name).reversed()) {
            // A clock that stepped back does not turn the order around.
            from = stored.at().isAfter(from) ? stored.at() : from;
            versions.add(new ReservationHistory.Version(from, !stored.cancelled(), reservation(stored)));
        }
        return versions.isEmpty() ? Optional.empty() : Optional.of(new ReservationHistory(versions));
    }

    private Reservation reservation(StoredReservation stored) {
        try {
            return terms.read(stored.name(), ReservationJson.tree(stored));
        } catch (ConfigException gone) {
            throw Failure.of(
                            FailureKind.CONFLICT,
                            "reservation_unreadable",
                            "version " + stored.version() + " of reservation '" + stored.name()
                                    + "' names what is no longer configured: " + gone.getMessage()
                                    + "; put it back to read its figures")
                    .toException();
        }
    }
}
