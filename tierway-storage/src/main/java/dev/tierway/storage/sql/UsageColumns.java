package dev.tierway.storage.sql;

import dev.tierway.core.usage.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Token counters as columns, in every table that has them. */
public final class UsageColumns {
    private UsageColumns() {}

    /** The counters of the row that {@code row} stands on. */
    public static Usage of(ResultSet row) throws SQLException {
        return new Usage(
                row.getLong("input_uncached"),
                row.getLong("cache_read"),
                row.getLong("cache_write_5m"),
                row.getLong("cache_write_1h"),
                row.getLong("output"),
                row.getLong("reasoning"));
    }
}
