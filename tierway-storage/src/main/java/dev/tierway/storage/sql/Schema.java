package dev.tierway.storage.sql;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.StorageLocation;
import java.util.Arrays;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/** The tables, as numbered SQL files for each database. */
final class Schema {
    private static final String MIGRATIONS = "classpath:dev/tierway/storage/migrations/";

    private Schema() {}

    /** Applies what is missing; refuses a database that a newer program has written. */
    static Dialect bringUpToDate(StorageLocation location, DataSource source) {
        Dialect dialect = switch (location) {
            case StorageLocation.Sqlite _ -> Dialect.SQLITE;
            case StorageLocation.Postgresql _ -> Dialect.POSTGRESQL;
        };
        String folder = switch (dialect) {
            case SQLITE -> "sqlite";
            case POSTGRESQL -> "postgresql";
        };
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(source)
                .locations(MIGRATIONS + folder)
                .table("schema_history")
                .load();
        refuseNewer(location, flyway.info().all());
        migrate(location, flyway);
        return dialect;
    }

    private static void migrate(StorageLocation location, Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayException failed) {
            if (failed.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
                throw Failure.of(
                                FailureKind.INTERNAL,
                                "storage_foreign",
                                location + " holds tables that are not Tierway's; name an empty database")
                        .toException();
            }
            throw failed;
        }
    }

    private static void refuseNewer(StorageLocation location, MigrationInfo[] migrations) {
        Arrays.stream(migrations)
                .filter(it -> it.getState() == MigrationState.FUTURE_SUCCESS)
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(MigrationVersion::compareTo)
                .ifPresent(version -> {
                    throw Failure.of(
                                    FailureKind.INTERNAL,
                                    SqlFailures.NEWER,
                                    location + " was written by a newer Tierway (schema version " + version
                                            + "); serve it with that version, or name another storage url")
                            .toException();
                });
    }
}
