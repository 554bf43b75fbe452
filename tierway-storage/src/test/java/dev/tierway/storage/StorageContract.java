package dev.tierway.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens an empty database for every test. */
abstract class StorageContract {
    private @Nullable Database opened;

    /** Where there is an empty database. */
    abstract StorageSettings fresh();

    final Database database() {
        return Objects.requireNonNull(opened);
    }

    @BeforeEach
    void open_an_empty_database() {
        opened = Database.open(fresh());
    }

    @AfterEach
    void close_it() {
        if (opened != null) {
            opened.close();
        }
    }
}
