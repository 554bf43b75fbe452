package dev.tierway.storage.sql;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** What is done with a connection. May run again, so it has no other effects. */
@FunctionalInterface
public interface SqlWork<T> {
    T with(Handle handle) throws SQLException;
}
