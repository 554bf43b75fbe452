package dev.tierway.storage.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;

/**
 * The table by which SQLite finds entries: each of its rows says which stretch of the ledger has the same circumstances
 * and ended in the same minute. A group of entries has few, once it is sorted.
 */
final class LedgerRuns {
    /** Makes the fewest runs of a group. */
    static final Comparator<PlacedEntry> ORDER =
            Comparator.comparingLong(PlacedEntry::circumstances).thenComparingLong(PlacedEntry::minute);

    private static final String INSERT =
            "INSERT INTO ledger_run (circumstances, minute, first_seq, last_seq) VALUES (?, ?, ?, ?)";

    private LedgerRuns() {}

    /**
     * Writes the runs of a group that has just been inserted on {@code connection}, in the same transaction.
     *
     * @param group in the order in which it was inserted
     * @param counts for each entry 1, or 0 if it was there already
     * @param stored the sum of {@code counts}
     */
    static void insert(Connection connection, List<PlacedEntry> group, int[] counts, int stored) throws SQLException {
        if (stored == 0) {
            return;
        }
        // Nobody else writes in between, so the numbers of new entries follow on each other.
        long next = lastSequence(connection) - stored + 1;
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            int i = 0;
            while (i < counts.length) {
                PlacedEntry first = group.get(i);
                long firstSequence = next;
                for (; i < counts.length && ORDER.compare(first, group.get(i)) == 0; i++) {
                    next += counts[i];
                }
                if (next > firstSequence) {
                    insert.setLong(1, first.circumstances());
                    insert.setLong(2, first.minute());
                    insert.setLong(3, firstSequence);
                    insert.setLong(4, next - 1);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static long lastSequence(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT last_insert_rowid()")) {
            row.next();
            return row.getLong(1);
        }
    }
}
