package dev.tierway.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL with an empty database for every test: the server that {@code TIERWAY_TEST_POSTGRES} names, like
 * {@code postgresql://user@host/postgres} with a user who may create databases, else one of our own. Tests skip where
 * there is neither.
 */
final class PostgresServer {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** Either a server, or why there is none. */
    private record Found(StorageLocation.@Nullable Postgresql at, String whyNot) {
        static final Found SERVER = find();
    }

    private PostgresServer() {}

    static StorageSettings freshDatabase() {
        StorageLocation.Postgresql at = Found.SERVER.at();
        if (at == null) {
            return Assumptions.abort("no PostgreSQL to test with: " + Found.SERVER.whyNot());
        }
        String name = "tierway_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        execute(at, "CREATE DATABASE " + name);
        return StorageSettings.at(new StorageLocation.Postgresql(at.host(), at.port(), name, at.user(), at.options()));
    }

    static void execute(StorageLocation.Postgresql at, String sql) {
        try (Connection connection = DriverManager.getConnection(url(at));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    static String url(StorageLocation.Postgresql at) {
        return "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + at.database() + "?user=" + at.user();
    }

    private static Found find() {
        String named = System.getenv("TIERWAY_TEST_POSTGRES");
        if (named != null) {
            return new Found((StorageLocation.Postgresql) StorageLocation.parse(named), "");
        }
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            return new Found(
                    new StorageLocation.Postgresql("localhost", started.getPort(), "postgres", "postgres", ""), "");
        } catch (IOException | IllegalStateException failed) {
            return new Found(null, failed.toString());
        }
    }
}
