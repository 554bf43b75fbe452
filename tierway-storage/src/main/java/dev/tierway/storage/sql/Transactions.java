package dev.tierway.storage.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * The one way to the database: reads that see one state, and writes that happen wholly or not at all. Thread-safe.
 *
 * <p>SQLite has one connection that writes, and others that only read and never wait for it. PostgreSQL has one pool.
 */
public final class Transactions implements AutoCloseable {
    private final StorageLocation location;
    private final Dialect dialect;
    private final HikariDataSource writePool;
    private final Optional<HikariDataSource> readPool;
    private final Jdbi writer;
    private final Jdbi reader;

    private Transactions(
            StorageLocation location,
            Dialect dialect,
            HikariDataSource writePool,
            Optional<HikariDataSource> readPool) {
        this.location = location;
        this.dialect = dialect;
        this.writePool = writePool;
        this.readPool = readPool;
        this.writer = Jdbi.create(writePool);
        this.reader = readPool.map(Jdbi::create).orElse(writer);
    }

    /** Opens the database and brings its schema up to date. */
    public static Transactions open(StorageSettings settings) {
        StorageLocation location = settings.location();
        HikariDataSource writePool = ConnectionPools.writing(settings);
        Optional<HikariDataSource> readPool = Optional.empty();
        try {
            Dialect dialect = Schema.bringUpToDate(location, writePool);
            readPool = ConnectionPools.reading(settings);
            Transactions opened = new Transactions(location, dialect, writePool, readPool);
            opened.write(_ -> 0);
            return opened;
        } catch (JdbiException | FlywayException | FailureException failed) {
            readPool.ifPresent(HikariDataSource::close);
            writePool.close();
            throw SqlFailures.of(location, failed);
        }
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Runs {@code work} without changing anything. */
    public <T> T read(SqlWork<T> work) {
        try (Handle handle = reader.open()) {
            return work.with(handle);
        } catch (JdbiException | SQLException failed) {
            throw SqlFailures.of(location, failed);
        }
    }

    /** Runs {@code work} in one transaction. Whether it happened is unknown when the connection is lost at its end. */
    public <T> T write(SqlWork<T> work) {
        try (Handle handle = writer.open()) {
            return switch (dialect) {
                case SQLITE -> immediately(handle, work);
                case POSTGRESQL -> handle.inTransaction(work::with);
            };
        } catch (JdbiException | SQLException failed) {
            throw SqlFailures.of(location, failed);
        }
    }

    /** Takes SQLite's write lock before the work reads anything, so that it never has to be given up half-way. */
    private static <T> T immediately(Handle handle, SqlWork<T> work) throws SQLException {
        // Of one plain statement: these make up a good part of a small transaction.
        try (Statement control = handle.getConnection().createStatement()) {
            control.execute("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                T result = work.with(handle);
                control.execute("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    rollBack(control);
                }
            }
        }
    }

    private static void rollBack(Statement control) {
        try {
            control.execute("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // SQLite rolls back by itself on some failures, a full disk among them; the first failure is the one to
            // tell.
        }
    }

    @Override
    public void close() {
        readPool.ifPresent(HikariDataSource::close);
        writePool.close();
    }
}
