package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Transactions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What opening a database promises, whichever it is. */
abstract class StartContract {
    /** Where there is an empty database. */
    abstract StorageSettings fresh();

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
    void a_database_that_a_newer_program_wrote_is_left_alone() {
        StorageSettings settings = fresh();
        try (Transactions transactions = Transactions.open(settings)) {
            transactions.write(
                    handle -> handle.execute("""
                    INSERT INTO schema_history
                        (installed_rank, version, description, type, script, installed_by, execution_time, success)
                    VALUES (9, '9', 'from the future', 'SQL', 'V9__from_the_future.sql', 'test', 1, %s)""".formatted(transactions.dialect() == Dialect.SQLITE ? "1" : "true")));
        }

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_newer")
                .hasMessageContaining("schema version 9");
    }

    @Test
    void a_database_with_tables_of_others_is_left_alone() {
        StorageSettings settings = fresh();
        createTable(settings);

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_foreign")
                .hasMessageContaining("not Tierway's");
    }

    /** Makes a table that is not ours. */
    abstract void createTable(StorageSettings settings);
}
