package dev.tierway.evals.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What runs remember of one another: texts by the hash of all that led to them, in one SQLite file. Several processes
 * may share the file. Thread-safe.
 */
public final class EvalCache implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final boolean reads;
    private final boolean writes;
    private final @Nullable Open open;

    private record Open(Connection connection, PreparedStatement find, PreparedStatement keep) {}

    private EvalCache(boolean reads, boolean writes, @Nullable Open open) {
        this.reads = reads;
        this.writes = writes;
        this.open = open;
    }

    /** Remembers nothing. */
    public static EvalCache off() {
        return new EvalCache(false, false, null);
    }

    /**
     * The cache in {@code file}, made when it is not there.
     *
     * @param reads whether what is there is used
     * @param writes whether what is new is kept
     * @throws IOException when the file is none or cannot be opened
     */
    public static EvalCache open(Path file, boolean reads, boolean writes) throws IOException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
            }
            Open open = new Open(
                    connection,
                    connection.prepareStatement("SELECT value FROM entry WHERE key = ?"),
                    connection.prepareStatement("INSERT OR REPLACE INTO entry (key, value) VALUES (?, ?)"));
            return new EvalCache(reads, writes, open);
        } catch (SQLException unusable) {
            throw new IOException(
                    "the cache " + file + " cannot be used (" + unusable.getMessage() + "); remove it to begin anew",
                    unusable);
        }
    }

    /** What was kept under {@code key}. */
    public Optional<String> find(String key) {
        if (open == null || !reads) {
            return Optional.empty();
        }
        lock.lock();
        try {
            open.find.setString(1, key);
            try (ResultSet rows = open.find.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        } catch (SQLException failed) {
            throw failed(failed);
        } finally {
            lock.unlock();
        }
    }

    public void keep(String key, String value) {
        if (open == null || !writes) {
            return;
        }
        lock.lock();
        try {
            open.keep.setString(1, key);
            open.keep.setString(2, value);
            open.keep.executeUpdate();
        } catch (SQLException failed) {
            throw failed(failed);
        } finally {
            lock.unlock();
        }
    }

    private static UncheckedIOException failed(SQLException failed) {
        return new UncheckedIOException(
                new IOException("the cache of the runs failed: " + failed.getMessage(), failed));
    }

    @Override
    public void close() {
        if (open == null) {
            return;
        }
        lock.lock();
        try {
            open.connection.close();
        } catch (SQLException failed) {
            throw failed(failed);
        } finally {
            lock.unlock();
        }
    }
}
