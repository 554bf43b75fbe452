package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A SQLite file as another process sees it. */
final class SqliteFile {
    private SqliteFile() {}

    static Path path(StorageSettings settings) {
        return ((StorageLocation.Sqlite) settings.location()).file();
    }

    static Connection connect(StorageSettings settings) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path(settings));
    }

    static void execute(StorageSettings settings, String sql) {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** What SQLite itself thinks of the file: {@code ok}, or what is damaged. */
    static String integrity(StorageSettings settings) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            return result.next() ? result.getString(1) : "";
        }
    }

    /** Looks that every entry of the ledger is in one run, and that those of a run have what it says. */
    static void assertThatRunsMatchEntries(StorageSettings settings) throws SQLException {
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        SELECT (SELECT count(*) FROM ledger_entry) AS entries,
                            (SELECT coalesce(sum(last_seq - first_seq + 1), 0) FROM ledger_run) AS covered,
                            (SELECT count(DISTINCT seq) FROM ledger_run JOIN ledger_entry
                                ON seq BETWEEN first_seq AND last_seq AND minute = ended_at / 60000000
                                AND ledger_run.circumstances = ledger_entry.circumstances) AS matching""")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong("covered")).isEqualTo(result.getLong("entries"));
            assertThat(result.getLong("matching")).isEqualTo(result.getLong("entries"));
        }
    }
}
