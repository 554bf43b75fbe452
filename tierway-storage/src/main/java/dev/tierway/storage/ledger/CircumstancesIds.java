package dev.tierway.storage.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The numbers of circumstances, remembered once they are stored. Thread-safe. */
final class CircumstancesIds {
    /** Remembered at most; about 5 MB. Beyond, all are looked up again. */
    private static final int MOST = 10_000;

    private final Map<Circumstances, Long> stored = new ConcurrentHashMap<>();

    /** The number of each, in the transaction of {@code connection}; those that are new are stored in it. */
    Map<Circumstances, Long> of(List<Circumstances> all, Connection connection) throws SQLException {
        Map<Circumstances, Long> ids = new HashMap<>();
        for (Circumstances it : all) {
            if (!ids.containsKey(it)) {
                Long known = stored.get(it);
                ids.put(it, known == null ? store(it, connection) : known);
            }
        }
        return ids;
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
