package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Transactions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What opening a database promises, whichever it is. */
abstract class StartContract {
    /** Where there is an empty database. */
    abstract StorageSettings fresh();

    /** Of JDBC, for the database at {@code settings}. */
    abstract String url(StorageSettings settings);

    /** Where its migrations are. */
    abstract String folder();

    /** Looks at how the database keeps entries, where that is to be seen. */
    void inspect() throws SQLException {}

    @Test
    void what_was_stored_is_there_after_a_restart() {
        StorageSettings settings = fresh();
        LedgerEntry entry = Entries.entry("r1", Entries.NOON);
        try (Database database = Database.open(settings)) {
            database.ledger().append(List.of(entry));
        }
        try (Database database = Database.open(settings)) {
            assertThat(database.ledger().find("r1")).contains(entry);
        }
    }

    @Test
    void two_gateways_may_write_to_one_database() {
        StorageSettings settings = fresh();
        try (Database one = Database.open(settings);
                Database other = Database.open(settings)) {
            one.ledger().append(Entries.series("one", Entries.NOON, 3));
            other.ledger().append(Entries.series("other", Entries.NOON, 3));
            one.ledger().append(Entries.series("other", Entries.NOON, 4));

            assertThat(one.ledger().total(LedgerFilter.in(TimeRange.ALL)).requests())
                    .isEqualTo(7);
        }
    }

    @Test
    void a_ledger_of_an_older_program_is_kept() throws SQLException {
        StorageSettings settings = fresh();
        LedgerEntry first = Entries.entry("r1", Entries.NOON);
        LedgerEntry second = Entries.entry("r2", Entries.NOON, "research", new Cost.Unpriced("no_price"));
        migrate(settings, "5");
        execute(settings, """
                INSERT INTO ledger VALUES
                    (1, 'r1', %1$d, 'storefront', '0123456789ab', 'checkout', 'assistant', 'vllm-a', 'reserved', 'priority',
                     'spilled', 'completed', 100, 20, 3, 4, 50, 10, 600, 157, 1000000, 250000000, 4000000000, 2000000,
                     1000000000, '2026-11-01', '', 'tax-season', 'f00d'),
                    (2, 'r2', %1$d, 'research', '0123456789ab', 'checkout', 'assistant', 'vllm-a', 'reserved', 'priority',
                     'spilled', 'completed', 100, 20, 3, 4, 50, 10, 600, 157, 1000000, 250000000, 4000000000, 2000000,
                     NULL, '', 'no_price', 'tax-season', 'f00d')
                """.formatted(Entries.NOON.getEpochSecond() * 1_000_000)
                .replace("VALUES", folder().equals("postgresql") ? "OVERRIDING SYSTEM VALUE VALUES" : "VALUES"));

        try (Database database = Database.open(settings)) {
            LedgerEntry third = Entries.entry("r3", Entries.NOON);
            database.ledger().append(List.of(first, third));

            assertThat(database.ledger().appended(0, 2))
                    .containsExactly(new LedgerRow(1, first), new LedgerRow(2, second));
            assertThat(database.ledger().appended(2, 10))
                    .extracting(LedgerRow::entry)
                    .containsExactly(third);
        }
    }

    @Test
    void a_ledger_with_an_index_on_time_is_found_by_time_without() throws SQLException {
        StorageSettings settings = fresh();
        migrate(settings, "12");
        RandomGenerator random = new Random(12);
        List<Old> entries = IntStream.range(0, 500)
                .mapToObj(i -> new Old(
                        1 + random.nextInt(7),
                        Entries.NOON.plusSeconds(random.nextInt(5 * (i / 20 + 1))),
                        random.nextLong(1L << 40)))
                .collect(Collectors.toCollection(ArrayList::new));
        for (int project = 1; project <= 7; project++) {
            execute(settings, """
                    INSERT INTO ledger_circumstances (project, key_id, use_case, model, deployment, tier_requested,
                        tier_served, reason, outcome, price_version, unpriced_reason, reservation, config_hash)
                    VALUES ('p%d', '', '', '', '', '', '', '', '', 'v1', '', '', '')""".formatted(project));
        }
        execute(
                settings,
                """
                INSERT INTO ledger_entry (request_id, circumstances, ended_at, cost_nanos, input_uncached, cache_read,
                    cache_write_5m, cache_write_1h, output, reasoning, tokens_held, tokens_settled) VALUES\s"""
                        + IntStream.range(0, entries.size())
                                .mapToObj(i -> "('r%d', %s, 0, 0, 0, 0, 0, 0, 0, 0)"
                                        .formatted(i, entries.get(i).values()))
                                .collect(Collectors.joining(", ")));
        execute(settings, "DELETE FROM ledger_entry WHERE request_id IN ('r100', 'r200')");
        entries.remove(200);
        entries.remove(100);

        try (Database database = Database.open(settings)) {
            inspect();
            for (int i = 0; i < 100; i++) {
                Instant from = Entries.NOON.plusSeconds(random.nextInt(130));
                Instant to = from.plusSeconds(1 + random.nextInt(130));
                int project = random.nextInt(8);
                LedgerFilter range = LedgerFilter.in(new TimeRange(from, to));
                LedgerFilter filter = project == 0 ? range : range.with(Dimension.PROJECT, "p" + project);
                assertThat(database.ledger().total(filter).costNanos())
                        .as("%s", filter)
                        .isEqualTo(entries.stream()
                                .filter(it -> project == 0 || it.project() == project)
                                .filter(it -> !it.at().isBefore(from) && it.at().isBefore(to))
                                .mapToLong(Old::nanos)
                                .sum());
            }
        }
    }

    /** An entry that an older program wrote. */
    private record Old(int project, Instant at, long nanos) {
        String values() {
            return project + ", " + at.getEpochSecond() * 1_000_000 + ", " + nanos;
        }
    }

    @Test
    void a_database_that_a_newer_program_wrote_is_left_alone() {
        StorageSettings settings = fresh();
        try (Transactions transactions = Transactions.open(settings)) {
            transactions.write(
                    handle -> handle.execute("""
                    INSERT INTO schema_history
                        (installed_rank, version, description, type, script, installed_by, execution_time, success)
                    VALUES (99, '99', 'from the future', 'SQL', 'V99__from_the_future.sql', 'test', 1, %s)""".formatted(transactions.dialect() == Dialect.SQLITE ? "1" : "true")));
        }

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_newer")
                .hasMessageContaining("schema version 99");
    }

    @Test
    void a_database_with_tables_of_others_is_left_alone() throws SQLException {
        StorageSettings settings = fresh();
        execute(settings, "CREATE TABLE notes (text text)");

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_foreign")
                .hasMessageContaining("not Tierway's");
    }

    private void migrate(StorageSettings settings, String version) {
        Flyway.configure()
                .dataSource(url(settings), null, null)
                .locations("classpath:dev/tierway/storage/migrations/" + folder())
                .table("schema_history")
                .target(version)
                .load()
                .migrate();
    }

    private void execute(StorageSettings settings, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(settings));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
