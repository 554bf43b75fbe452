package dev.tierway.storage.sql;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.StorageLocation;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells what a database's failure means, and what to do about it. */
final class SqlFailures {
    static final String NEWER = "storage_newer";

    private SqlFailures() {}

    /** Nothing was asked of the database yet. */
    static FailureException unreachable(String message) {
        return Failure.of(FailureKind.OVERLOADED, "storage_unavailable", message)
                .toException();
    }

    static FailureException of(StorageLocation location, Exception failed) {
        if (failed instanceof FailureException told) {
            return told;
        }
        SQLException cause = deepest(failed);
        Failure failure = switch (cause) {
            case null -> defect(location, failed);
            case SQLiteException sqlite -> sqlite(location, sqlite);
            default -> postgresql(location, cause);
        };
        return new FailureException(failure, failed);
    }

    private static Failure sqlite(StorageLocation location, SQLiteException failed) {
        SQLiteErrorCode code = failed.getResultCode();
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_FULL -> full(location, failed);
            case SQLITE_READONLY, SQLITE_PERM -> readOnly(location, failed);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                failure(
                        FailureKind.INTERNAL,
                        "storage_corrupt",
                        location + " is damaged or not a database of ours",
                        failed,
                        "put back a copy, or name another storage url");
            case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                unavailable(location, failed);
            default -> defect(location, failed);
        };
    }

    private static Failure postgresql(StorageLocation location, SQLException failed) {
        String state = failed.getSQLState() == null ? "" : failed.getSQLState();
        if (state.equals("53100")) {
            return full(location, failed);
        }
        if (state.equals("25006") || state.equals("42501")) {
            return readOnly(location, failed);
        }
        boolean refused = state.startsWith("28") || state.equals("3D000");
        if (refused) {
            return failure(
                    FailureKind.INTERNAL,
                    "storage_refused",
                    location + " does not let us in",
                    failed,
                    "check user, password and database name");
        }
        boolean connection = state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("53")
                || state.startsWith("40")
                || failed instanceof SQLTransientConnectionException
                || failed instanceof SQLNonTransientConnectionException;
        return connection ? unavailable(location, failed) : defect(location, failed);
    }

    private static Failure full(StorageLocation location, Exception failed) {
        return failure(
                FailureKind.OVERLOADED,
                "storage_full",
                location + " has no space left",
                failed,
                "free some disk space");
    }

    private static Failure readOnly(StorageLocation location, Exception failed) {
        return failure(
                FailureKind.OVERLOADED,
                "storage_read_only",
                location + " cannot be written",
                failed,
                "give this process the right to write there");
    }

    private static Failure unavailable(StorageLocation location, Exception failed) {
        return failure(
                FailureKind.OVERLOADED,
                "storage_unavailable",
                location + " cannot be reached or is busy",
                failed,
                "see that it runs and can be opened");
    }

    private static Failure defect(StorageLocation location, Exception failed) {
        return failure(
                FailureKind.INTERNAL, "storage_failed", location + " refused a statement", failed, "this is a defect");
    }

    private static Failure failure(FailureKind kind, String code, String what, Exception cause, String remedy) {
        String detail = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return Failure.of(kind, code, what + " (" + detail + "); " + remedy);
    }

    /** The failure that began it all: pools and libraries wrap what the driver said. */
    private static @Nullable SQLException deepest(Throwable failed) {
        SQLException found = null;
        for (Throwable at = failed; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql) {
                found = sql;
            }
        }
        return found;
    }
}
