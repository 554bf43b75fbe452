package dev.tierway.evals.grader;

import dev.tierway.core.time.Ticker;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file that can only be read, by one statement at a time, for a limited time and number of rows. Thread-safe:
 * each query has its own connection.
 */
final class ReadOnlyDatabase {
    /** Steps of SQLite's machine between looks at the clock. */
    private static final int STEPS_BETWEEN_LOOKS = 10_000;

    /** Sums of the same numbers in another order differ behind this many digits. */
    private static final MathContext REAL_DIGITS = new MathContext(12);

    private final Path file;
    private final Duration timeout;
    private final int maxRows;
    private final Ticker ticker;

    ReadOnlyDatabase(Path file, Duration timeout, int maxRows, Ticker ticker) {
        this.file = file;
        this.timeout = timeout;
        this.maxRows = maxRows;
        this.ticker = ticker;
    }

    /** What came of a query. */
    sealed interface Result {
        /** Cells as text, numbers in one way of writing. */
        record Rows(List<List<String>> rows) implements Result {}

        record Failed(String reason) implements Result {}
    }

    Result query(String sql) {
        if (!isQuery(sql)) {
            return new Result.Failed(
                    "only one SELECT or WITH statement may run, not '" + JsonDifferences.shown(sql) + "'");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.enableLoadExtension(false);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
                Statement statement = connection.createStatement()) {
            stopInTime(connection);
            return rows(statement, sql);
        } catch (SQLException failed) {
            boolean stopped = String.valueOf(failed.getMessage()).contains("SQLITE_INTERRUPT");
            return new Result.Failed(
                    stopped
                            ? "the query took more than " + timeout.toMillis() + " ms"
                            : "the query does not run: " + failed.getMessage());
        }
    }

    private void stopInTime(Connection connection) throws SQLException {
        long deadline = ticker.nanos() + timeout.toNanos();
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return ticker.nanos() - deadline > 0 ? 1 : 0;
            }
        });
    }

    private Result rows(Statement statement, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                if (rows.size() == maxRows) {
                    return new Result.Failed("the query gives more than " + maxRows + " rows");
                }
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(cell(result.getObject(column)));
                }
                rows.add(List.copyOf(row));
            }
        }
        return new Result.Rows(List.copyOf(rows));
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case Double real
            when Double.isFinite(real) ->
                new BigDecimal(real).round(REAL_DIGITS).stripTrailingZeros().toPlainString();
            case Number number -> number.toString();
            case byte[] bytes -> "x'" + HexFormat.of().formatHex(bytes) + "'";
            default -> "'" + value + "'";
        };
    }

    /** Whether it is a single statement that reads; comments before it do not hide what it is. */
    static boolean isQuery(String sql) {
        String bare = SqlText.withoutComments(sql).strip();
        String statement = bare.endsWith(";") ? bare.substring(0, bare.length() - 1) : bare;
        String start = statement.substring(0, Math.min(8, statement.length())).toLowerCase(Locale.ROOT);
        return (start.startsWith("select") || start.startsWith("with") || start.startsWith("values"))
                && !SqlText.withoutLiterals(statement).contains(";");
    }
}
