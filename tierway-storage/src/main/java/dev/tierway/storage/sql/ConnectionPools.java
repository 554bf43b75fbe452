package dev.tierway.storage.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes the pools of connections that a database needs. */
final class ConnectionPools {
    private static final String SOCKET_SECONDS = "60";

    private ConnectionPools() {}

    static HikariDataSource writing(StorageSettings settings) {
        HikariConfig config = config(settings, "tierway-write");
        switch (settings.location()) {
            case StorageLocation.Sqlite sqlite -> {
                createFolder(sqlite);
                sqlite(config, sqlite, settings.patience());
                config.addDataSourceProperty("synchronous", "FULL");
                config.addDataSourceProperty("journal_mode", "WAL");
                config.setMaximumPoolSize(1);
            }
            case StorageLocation.Postgresql postgresql -> {
                postgresql(config, postgresql, settings);
                config.setMaximumPoolSize(settings.connections());
            }
        }
        return new HikariDataSource(config);
    }

    /** Connections that cannot write; empty where those that can serve for both. */
    static Optional<HikariDataSource> reading(StorageSettings settings) {
        return switch (settings.location()) {
            case StorageLocation.Sqlite sqlite -> {
                HikariConfig config = config(settings, "tierway-read");
                sqlite(config, sqlite, settings.patience());
                config.addDataSourceProperty("query_only", "true");
                config.setMaximumPoolSize(settings.connections());
                yield Optional.of(new HikariDataSource(config));
            }
            case StorageLocation.Postgresql _ -> Optional.empty();
        };
    }

    private static HikariConfig config(StorageSettings settings, String name) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setConnectionTimeout(settings.patience().toMillis());
        config.setValidationTimeout(Math.min(settings.patience().toMillis(), 1_000));
        // Connections are made when first asked for, so that what is wrong with one is told there.
        config.setInitializationFailTimeout(-1);
        config.setMinimumIdle(1);
        return config;
    }

    private static void sqlite(HikariConfig config, StorageLocation.Sqlite sqlite, Duration patience) {
        config.setJdbcUrl("jdbc:sqlite:" + sqlite.file());
        config.addDataSourceProperty("busy_timeout", String.valueOf(patience.toMillis()));
        config.addDataSourceProperty("foreign_keys", "true");
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
    }

    private static void postgresql(
            HikariConfig config, StorageLocation.Postgresql postgresql, StorageSettings settings) {
        config.setJdbcUrl("jdbc:postgresql://" + postgresql.host() + ":" + postgresql.port() + "/"
                + postgresql.database() + (postgresql.options().isEmpty() ? "" : "?" + postgresql.options()));
        if (!postgresql.user().isEmpty()) {
            config.setUsername(postgresql.user());
        }
        settings.password().ifPresent(config::setPassword);
        config.addDataSourceProperty("ApplicationName", "tierway");
        config.addDataSourceProperty(
                "connectTimeout", String.valueOf(Math.max(1, settings.patience().toSeconds())));
        config.addDataSourceProperty("socketTimeout", SOCKET_SECONDS);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // A role's or database's own default may be to acknowledge before the row is on disk.
        config.setConnectionInitSql("SET synchronous_commit = on");
    }

    private static void createFolder(StorageLocation.Sqlite sqlite) {
        Path folder = sqlite.file().toAbsolutePath().getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException failed) {
            throw SqlFailures.unreachable(
                    "the folder of " + sqlite + " cannot be created (" + failed + "); name one that can");
        }
    }
}
