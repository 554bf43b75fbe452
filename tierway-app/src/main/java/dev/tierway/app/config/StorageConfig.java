package dev.tierway.app.config;

import dev.tierway.core.config.ConfigFormat;
import dev.tierway.core.config.ConfigFormats;
import dev.tierway.core.config.ConfigReader;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the ledger is kept.
 *
 * @param password of the PostgreSQL user
 * @param maxUnwritten ledger entries that may wait in memory for a database that cannot be written, before new requests
 *     are refused
 * @param waitForLedger how long the last of an answer may wait for its row to be on disk; zero: it does not wait
 */
public record StorageConfig(
        StorageLocation location, Optional<Secret> password, int maxUnwritten, Duration waitForLedger) {
    public static final StorageConfig DEFAULTS = new StorageConfig(
            StorageLocation.parse("sqlite:data/tierway.db"), Optional.empty(), 100_000, Duration.ZERO);

    private static final ConfigFormat<Integer> MAX_UNWRITTEN = ConfigFormats.integer(1_000, 10_000_000);
    private static final ConfigFormat<Duration> WAIT = ConfigFormats.DURATION.where(
            "a duration up to 1m, like 2s; 0s does not wait", it -> it.compareTo(Duration.ofMinutes(1)) <= 0);

    static StorageConfig from(ConfigReader reader, SecretResolver secrets) {
        StorageLocation location = reader.optional("url", ConfigFormats.TEXT)
                .map(url -> location(reader, url))
                .orElse(DEFAULTS.location);
        Optional<Secret> password = secrets.optional(reader, "password");
        if (password.isPresent() && location instanceof StorageLocation.Sqlite) {
            reader.problem("password", "'password' is for PostgreSQL; a SQLite file has none");
        }
        return new StorageConfig(
                location,
                password,
                reader.or("max_unwritten", MAX_UNWRITTEN, DEFAULTS.maxUnwritten),
                reader.or("wait_for_ledger", WAIT, DEFAULTS.waitForLedger));
    }

    /** Not a format, whose message would show the text: somebody may have put a password into it. */
    private static StorageLocation location(ConfigReader reader, String url) {
        try {
            return StorageLocation.parse(url);
        } catch (IllegalArgumentException wrong) {
            reader.problem("url", "'url' cannot be used: " + wrong.getMessage());
            return DEFAULTS.location;
        }
    }

    StorageConfig at(StorageLocation elsewhere) {
        return new StorageConfig(elsewhere, Optional.empty(), maxUnwritten, waitForLedger);
    }

    /** What to open. */
    public StorageSettings settings() {
        StorageSettings settings = StorageSettings.at(location);
        return password.map(secret -> settings.withPassword(secret.reveal())).orElse(settings);
    }
}
