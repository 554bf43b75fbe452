package dev.tierway.storage;

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
}
