package dev.tierway.storage.reservation;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditStore;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reservations made by administrators, with every version they had. Thread-safe, also between gateways. */
public final class ReservationStore {
    private static final String COLUMNS = "name, version, at, cancelled, body";

    private final Transactions transactions;

    public ReservationStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Stores the version after {@code expectedVersion}, which is 0 for a new reservation, and who changed what. A cancelled
     * one comes back.
     *
     * @throws FailureException {@code reservation_changed} when it has another version by now
     */
    public StoredReservation put(String name, long expectedVersion, String body, AuditEntry entry) {
        return transactions.write(handle -> {
            long version = latest(handle, name).map(StoredReservation::version).orElse(0L);
            return insert(handle, expecting(name, expectedVersion, version), body, false, entry);
        });
    }

    /**
     * Ends a reservation whose latest version is {@code expectedVersion}; its versions stay.
     *
     * @throws FailureException {@code reservation_changed} when it has another version by now
     * @throws FailureException {@code unknown_reservation} when there is none, or it is cancelled already
     */
    public StoredReservation cancel(String name, long expectedVersion, AuditEntry entry) {
        return transactions.write(handle -> {
            StoredReservation latest = latest(handle, name)
                    .filter(it -> !it.cancelled())
                    .orElseThrow(() -> Failure.of(
                                    FailureKind.NOT_FOUND,
                                    "unknown_reservation",
                                    "there is no reservation '" + name + "', or it is cancelled")
                            .toException());
            return insert(handle, expecting(name, expectedVersion, latest.version()), latest.body(), true, entry);
        });
    }

    /** The latest version of every reservation, cancelled ones too, by name. */
    public List<StoredReservation> list() {
        return transactions.read(handle -> handle
                .createQuery("SELECT " + COLUMNS
                        + " FROM reservation r WHERE version ="
                        + " (SELECT max(version) FROM reservation WHERE name = r.name)")
                .map((row, _) -> row(row))
                .stream()
                .sorted(Comparator.comparing(StoredReservation::name))
                .toList());
    }

    public Optional<StoredReservation> find(String name) {
        return transactions.read(handle -> latest(handle, name));
    }

    /** Every version, the latest first. */
    public List<StoredReservation> history(String name) {
        return transactions.read(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM reservation WHERE name = :name ORDER BY version DESC")
                .bind("name", name)
                .map((row, _) -> row(row))
                .list());
    }

    private record Slot(String name, long version) {}

    private static Slot expecting(String name, long expected, long actual) {
        if (expected != actual) {
            throw Failure.of(
                            FailureKind.CONFLICT,
                            "reservation_changed",
                            "reservation '" + name + "' is at version " + actual + ", not " + expected
                                    + "; read it again and repeat the change")
                    .toException();
        }
        return new Slot(name, actual + 1);
    }

    private static Optional<StoredReservation> latest(Handle handle, String name) {
        return handle.createQuery(
                        "SELECT " + COLUMNS + " FROM reservation WHERE name = :name ORDER BY version DESC LIMIT 1")
                .bind("name", name)
                .map((row, _) -> row(row))
                .findOne();
    }

    private static StoredReservation insert(
            Handle handle, Slot slot, String body, boolean cancelled, AuditEntry entry) {
        StoredReservation stored =
                new StoredReservation(slot.name(), slot.version(), entry.at(), cancelled, StorableText.of(body));
        int rows = handle.createUpdate("""
                        INSERT INTO reservation (name, version, at, cancelled, body)
                        VALUES (:name, :version, :at, :cancelled, :body) ON CONFLICT (name, version) DO NOTHING""")
                .bind("name", stored.name())
                .bind("version", stored.version())
                .bind("at", Micros.of(stored.at()))
                .bind("cancelled", stored.cancelled() ? 1 : 0)
                .bind("body", stored.body())
                .execute();
        if (rows == 0) {
            // Another gateway was quicker.
            throw expectingAnother(slot);
        }
        AuditStore.insert(handle, entry);
        return stored;
    }

    private static FailureException expectingAnother(Slot slot) {
        return Failure.of(
                        FailureKind.CONFLICT,
                        "reservation_changed",
                        "reservation '" + slot.name() + "' was changed meanwhile; read it again and repeat the change")
                .toException();
    }

    private static StoredReservation row(ResultSet row) throws SQLException {
        return new StoredReservation(
                row.getString("name"),
                row.getLong("version"),
                Micros.instant(row.getLong("at")),
                row.getInt("cancelled") != 0,
                row.getString("body"));
    }
}
