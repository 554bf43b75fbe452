package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.storage.StorageLocation.Postgresql;
import dev.tierway.storage.StorageLocation.Sqlite;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageLocationTest {
    @Test
    void a_file_is_named_by_its_path() {
        assertThat(StorageLocation.parse("sqlite:data/tierway.db")).isEqualTo(new Sqlite(Path.of("data/tierway.db")));
        assertThat(StorageLocation.parse("sqlite:/var/lib/a b.db")).isEqualTo(new Sqlite(Path.of("/var/lib/a b.db")));
    }

    @Test
    void a_server_is_named_by_host_and_database() {
        assertThat(StorageLocation.parse("postgresql://db/tierway"))
                .isEqualTo(new Postgresql("db", 5432, "tierway", "", ""));
        assertThat(StorageLocation.parse("postgresql://me@10.0.0.5:6432/tierway?sslmode=verify-full"))
                .isEqualTo(new Postgresql("10.0.0.5", 6432, "tierway", "me", "sslmode=verify-full"));
        assertThat(StorageLocation.parse("postgresql://me@db/tierway")).hasToString("postgresql://me@db:5432/tierway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mysql://db/tierway               | begins with 'sqlite:' or 'postgresql:'",
                "data/tierway.db                  | begins with 'sqlite:' or 'postgresql:'",
                "sqlite:                          | followed by the path of a file",
                "sqlite::memory:                  | followed by the path of a file",
                "sqlite://data/tierway.db         | followed by the path of a file",
                "sqlite:tierway.db?mode=ro        | followed by the path of a file",
                "postgresql:tierway               | names host and database",
                "postgresql://db                  | names host and database",
                "postgresql://db/                 | names host and database",
                "postgresql://db/a/b              | names host and database",
                "postgresql://me:s3cret@db/a      | holds no password",
                "postgresql://db/a?password=s3cret| holds no password",
                "postgresql://me:s3cret@d b/a     | malformed",
            })
    void what_is_neither_is_refused_without_telling_a_password(String url, String message) {
        assertThatThrownBy(() -> StorageLocation.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }
}
