package dev.tierway.storage;

import java.time.Duration;
import java.util.Optional;

/**
 * How a database is reached.
 *
 * @param password of the PostgreSQL user
 * @param connections open at most to PostgreSQL, or for reading to SQLite; 1 or more
 * @param patience longest wait for a connection or for another process's write, before the database counts as
 *     unavailable
 */
public record StorageSettings(StorageLocation location, Optional<String> password, int connections, Duration patience) {
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public static StorageSettings at(StorageLocation location) {
        return new StorageSettings(location, Optional.empty(), CONNECTIONS, PATIENCE);
    }

    public StorageSettings withPassword(String secret) {
        return new StorageSettings(location, Optional.of(secret), connections, patience);
    }

    public StorageSettings withPatience(Duration wait) {
        return new StorageSettings(location, password, connections, wait);
    }

    @Override
    public String toString() {
        return location.toString();
    }
}
