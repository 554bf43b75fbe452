package dev.tierway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.config.ConfigException;
import dev.tierway.storage.StorageLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageConfigTest {
    private static final String REST = ConfigSource.bundled("default").yaml();

    private static StorageConfig load(String storage) {
        return new ConfigSource("t.yaml", REST + storage)
                .load(Map.of("PGPASSWORD", "s3cret")::get)
                .config()
                .storage();
    }

    @Test
    void the_defaults_are_pinned() {
        assertThat(load(""))
                .isEqualTo(new StorageConfig(
                        new StorageLocation.Sqlite(Path.of("data/tierway.db")),
                        Optional.empty(),
                        100_000,
                        Duration.ZERO));
    }

    @Test
    void a_server_is_reached_with_a_password_from_outside_that_is_never_shown() {
        StorageConfig storage = load("storage: {url: \"postgresql://me@db/tierway\", password: \"env:PGPASSWORD\"}\n");

        assertThat(storage.settings().location())
                .isEqualTo(new StorageLocation.Postgresql("db", 5432, "tierway", "me", ""));
        assertThat(storage.settings().password()).contains("s3cret");
        assertThat(storage.toString() + storage.settings()).doesNotContain("s3cret");
    }

    @Test
    void what_cannot_be_used_is_told_with_its_place_and_without_a_password() {
        assertRefused(
                "storage: {url: \"mysql://db/x\"}\n", "'url' cannot be used: a storage url begins with 'sqlite:'");
        assertRefused("storage: {url: \"postgresql://me:s3cret@db/x\"}\n", "holds no password");
        assertRefused("storage: {password: \"env:PGPASSWORD\"}\n", "a SQLite file has none");
        assertRefused("storage: {uri: \"sqlite:a.db\"}\n", "unknown key 'uri'; did you mean 'url'?");
        assertRefused("storage: {max_unwritten: 10}\n", "a whole number from 1000 to 10000000, not the value '10'");
        assertRefused("storage: {wait_for_ledger: 2m}\n", "a duration up to 1m, like 2s; 0s does not wait");
    }

    private static void assertRefused(String storage, String message) {
        assertThatThrownBy(() -> load(storage))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("t.yaml:")
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }
}
