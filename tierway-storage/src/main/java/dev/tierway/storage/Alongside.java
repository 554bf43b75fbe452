package dev.tierway.storage;

import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** What is written in the same transaction as something else: both are stored, or neither. */
@FunctionalInterface
public interface Alongside {
    Alongside NOTHING = _ -> {};

    void write(Handle handle) throws SQLException;
}
