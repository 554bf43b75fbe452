package dev.tierway.storage.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.Entries;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import dev.tierway.storage.sql.Transactions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a usage page stays small, and what the ledger's indices are for. */
class UsagePageSizeTest {
    private static final TimeRange FOUR_DAYS = new TimeRange(Entries.NOON, Entries.NOON.plus(Duration.ofDays(4)));

    private final Transactions transactions;

    UsagePageSizeTest(@TempDir Path folder) {
        transactions = Transactions.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))));
    }

    @BeforeEach
    void fill() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int day = 0; day < 4; day++) {
            for (int project = 0; project < 3; project++) {
                entries.add(Entries.entry(
                        "d" + day + "p" + project,
                        Entries.NOON.plus(Duration.ofDays(day)),
                        "project" + project,
                        new Cost.Unpriced("no_price")));
            }
        }
        new LedgerStore(transactions).append(entries);
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    private static UsageQuery daily(Dimension... groupBy) {
        return new UsageQuery(LedgerFilter.in(FOUR_DAYS), BucketWidth.DAY, ZoneOffset.UTC, List.of(groupBy), 30);
    }

    @Test
    void a_page_with_too_many_groups_ends_after_a_whole_bucket() {
        UsagePage page = new UsageSums(daily(Dimension.PROJECT), 7).read(transactions);

        assertThat(page.buckets()).extracting(bucket -> bucket.groups().size()).containsExactly(3, 3);
        UsageQuery rest = daily(Dimension.PROJECT).from(page.next().orElseThrow());
        assertThat(new UsageSums(rest, 7).read(transactions).buckets())
                .extracting(bucket -> bucket.groups().size())
                .containsExactly(3, 3, 0);
    }

    @Test
    void a_bucket_with_too_many_groups_is_refused() {
        assertThatThrownBy(() -> new UsageSums(daily(Dimension.PROJECT), 2).read(transactions))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("more than 2 groups");
    }

    @Test
    void ranges_are_found_by_index() {
        LedgerFilter range = LedgerFilter.in(FOUR_DAYS);
        String minutes = "SEARCH ledger_run USING COVERING INDEX ledger_run_minute (minute>? AND minute<?)";
        String itsCircumstances = "SEARCH ledger_circumstances USING INTEGER PRIMARY KEY (rowid=?)";
        String project = "SEARCH ledger_circumstances USING COVERING INDEX sqlite_autoindex_ledger_circumstances_1"
                + " (project=?)";
        String itsMinutes = "SEARCH ledger_run USING PRIMARY KEY (circumstances=? AND minute>? AND minute<?)";
        String entries = "SEARCH ledger_entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";

        assertThat(plan(range)).containsExactly(minutes, itsCircumstances, entries);
        assertThat(plan(range.with(Dimension.PROJECT, "project1"))).containsExactly(project, itsMinutes, entries);
        assertThat(plan(range.with(Dimension.KEY, "k1"))).containsExactly(minutes, itsCircumstances, entries);
    }

    @Test
    void the_requests_of_a_reservation_are_found_by_index() {
        ReservationDraws draws =
                new ReservationDraws(new ReservationDrawQuery("tax-season", FOUR_DAYS, List.of(), List.of()));
        LedgerStore.Where where = new LedgerStore.Where(LedgerFilter.in(FOUR_DAYS), transactions.dialect());

        assertThat(explained(where, draws.statement(where)))
                .startsWith(
                        "SEARCH ledger_circumstances USING INDEX ledger_circumstances_reservation (reservation=?)",
                        "SEARCH ledger_run USING PRIMARY KEY (circumstances=? AND minute>? AND minute<?)",
                        "SEARCH ledger_entry USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
    }

    private List<String> plan(LedgerFilter filter) {
        LedgerStore.Where where = new LedgerStore.Where(filter, transactions.dialect());
        return explained(where, "SELECT " + UsageSums.COLUMNS + " FROM ledger_by_time " + where.sql());
    }

    private List<String> explained(LedgerStore.Where where, String select) {
        return transactions.read(handle -> where.bindTo(handle.createQuery("EXPLAIN QUERY PLAN "
                        + select.replace(":reservation", "'tax-season'").replace(":reserved", "'reserved'")))
                .map((row, _) -> row.getString("detail"))
                .list());
    }
}
