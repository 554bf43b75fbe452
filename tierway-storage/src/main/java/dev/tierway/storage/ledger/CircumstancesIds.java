package dev.tierway.storage.ledger;

import dev.tierway.storage.sql.Micros;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of circumstances, remembered once they are stored. Thread-safe. */
final class CircumstancesIds {
    /** Remembered at most; about 5 MB. Beyond, all are looked up again. */
    private static final int MOST = 10_000;

    private final Map<Circumstances, Long> stored = new ConcurrentHashMap<>();

    /**
     * Entries with the numbers of their circumstances, in the transaction of {@code connection}.
     *
     * @param added takes the circumstances that are stored in this transaction
     */
    List<PlacedEntry> place(List<LedgerEntry> entries, Connection connection, Map<Circumstances, Long> added)
            throws SQLException {
        List<PlacedEntry> placed = new ArrayList<>(entries.size());
        Circumstances last = null;
        long id = 0;
        for (LedgerEntry entry : entries) {
            Circumstances next = Circumstances.of(entry);
            // Neighbours are mostly alike, and comparing costs less than hashing.
            if (!next.equals(last)) {
                id = id(next, connection, added);
                last = next;
            }
            placed.add(new PlacedEntry(entry, Micros.of(entry.endedAt()), id));
        }
        return placed;
    }

    private long id(Circumstances circumstances, Connection connection, Map<Circumstances, Long> added)
            throws SQLException {
        Long known = stored.get(circumstances);
        if (known == null) {
            known = added.get(circumstances);
        }
        if (known == null) {
            known = store(circumstances, connection);
            added.put(circumstances, known);
        }
        return known;
    }

    /** What a transaction stored is there to stay. */
    void remember(Map<Circumstances, Long> ids) {
        if (stored.size() + ids.size() > MOST) {
            stored.clear();
        }
        stored.putAll(ids);
    }

    /** Nothing is sure to be there. */
    void forget() {
        stored.clear();
    }

    private static long store(Circumstances circumstances, Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Circumstances.INSERT)) {
            circumstances.bind(insert);
            insert.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement(Circumstances.SELECT_ID)) {
            circumstances.bind(select);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong("id");
            }
        }
    }
}
