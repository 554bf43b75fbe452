package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.Ticker;
import dev.tierway.storage.file.FileSink;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.ledger.TimeRange;
import dev.tierway.storage.sql.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a file, its disk or its neighbours misbehave. */
class SqliteFaultsTest {
    private static final LedgerFilter ALL = LedgerFilter.in(TimeRange.ALL);
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path file;
    private final StorageSettings settings;

    SqliteFaultsTest(@TempDir Path folder) {
        file = folder.resolve("tierway.db");
        settings = StorageSettings.at(new StorageLocation.Sqlite(file)).withPatience(Duration.ofMillis(250));
    }

    @Test
    void a_full_disk_holds_entries_back_and_loses_none() throws Exception {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        try (Transactions transactions = Transactions.open(settings)) {
            LedgerStore ledger = new LedgerStore(transactions);
            GroupWriter.Sink<LedgerEntry> sink = group -> {
                try {
                    ledger.append(group);
                } catch (FailureException failed) {
                    failures.add(failed.failure().code());
                    throw failed;
                }
            };
            limitPages(transactions, pages(transactions) + 20);
            List<GroupWriter<LedgerEntry>.Recorded> recorded = new ArrayList<>();
            try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(
                    new GroupWriter.Subject<>("ledger", LedgerEntry::requestId),
                    sink,
                    GroupWriter.Settings.DEFAULTS,
                    Ticker.system())) {
                Entries.series("r", Entries.NOON, 5_000).forEach(entry -> recorded.add(writer.record(entry)));
                assertThat(failures.poll(60, TimeUnit.SECONDS)).isEqualTo("storage_full");
                assertThat(ledger.total(ALL).requests()).isLessThan(5_000);

                limitPages(transactions, 1_000_000);

                for (GroupWriter<LedgerEntry>.Recorded one : recorded) {
                    assertThat(one.awaitDurable(LONG)).isTrue();
                }
            }
            assertThat(ledger.total(ALL).requests()).isEqualTo(5_000);
        }
        assertThat(SqliteFile.integrity(settings)).isEqualTo("ok");
    }

    @Test
    void a_file_for_which_the_disk_has_no_room_leaves_nothing() throws Exception {
        try (Transactions transactions = Transactions.open(settings)) {
            FileStore files = new FileStore(transactions, () -> Entries.NOON);
            NewFile file = new NewFile("file-a", "shop", "batch", "a.jsonl", Entries.NOON, Optional.empty());
            byte[] content = new byte[1 << 20];
            limitPages(transactions, pages(transactions) + 100);
            try (FileSink sink = files.create(file)) {
                assertThatThrownBy(() -> sink.write(content, 0, content.length)).hasMessageContaining("storage_full");
            }
            long left = transactions.read(handle -> handle.createQuery(
                            "SELECT (SELECT count(*) FROM file) + (SELECT count(*) FROM file_chunk)")
                    .mapTo(Long.class)
                    .one());
            assertThat(left).isZero();

            limitPages(transactions, 1_000_000);
            try (FileSink sink = files.create(file)) {
                sink.write(content, 0, content.length);
                assertThat(sink.finish().bytes()).isEqualTo(content.length);
            }
        }
        assertThat(SqliteFile.integrity(settings)).isEqualTo("ok");
    }

    private static long pages(Transactions transactions) {
        return transactions.write(handle ->
                handle.createQuery("PRAGMA page_count").mapTo(Long.class).one());
    }

    /** Makes the file's disk as large as so many pages, for the connection that writes. */
    private static void limitPages(Transactions transactions, long pages) {
        transactions.write(handle -> handle.createQuery("PRAGMA max_page_count = " + pages)
                .mapTo(Long.class)
                .one());
    }

    @Test
    void a_file_that_another_process_is_writing_is_waited_for_and_then_given_up_on() throws Exception {
        try (Database database = Database.open(settings);
                Connection other = SqliteFile.connect(settings)) {
            other.createStatement().execute("BEGIN IMMEDIATE");
            List<LedgerEntry> entries = Entries.series("r", Entries.NOON, 2);

            assertThatThrownBy(() -> database.ledger().append(entries)).hasMessageContaining("storage_unavailable");
            assertThat(database.ledger().total(ALL).requests()).isZero();

            other.createStatement().execute("ROLLBACK");
            assertThat(database.ledger().append(entries)).isEqualTo(2);
        }
    }

    @Test
    void readers_do_not_wait_for_a_writer() throws Exception {
        try (Transactions transactions = Transactions.open(settings)) {
            LedgerStore ledger = new LedgerStore(transactions);
            ledger.append(Entries.series("r", Entries.NOON, 2));
            long seen = transactions.write(handle -> {
                handle.execute("DELETE FROM api_key");
                return ledger.total(ALL).requests();
            });
            assertThat(seen).isEqualTo(2);
        }
    }

    @Test
    void writes_that_the_system_forbids_are_told_apart() {
        try (Transactions transactions = Transactions.open(settings)) {
            LedgerStore ledger = new LedgerStore(transactions);
            transactions.write(handle -> handle.execute("PRAGMA query_only = true"));

            assertThatThrownBy(() -> ledger.append(Entries.series("r", Entries.NOON, 1)))
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("storage_read_only");
        }
    }

    @Test
    void a_file_that_may_not_be_written_is_refused_at_the_start() throws IOException {
        Database.open(settings).close();
        Assumptions.assumeTrue(file.toFile().setReadOnly() && !Files.isWritable(file), "root may write any file");

        assertThatThrownBy(() -> Database.open(settings)).hasMessageContaining("storage_read_only");
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_kept() throws IOException {
        String text = "not a database, but something that somebody may need\n".repeat(100);
        Files.writeString(file, text);

        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_corrupt")
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent(text);
    }

    @Test
    void a_damaged_file_is_told_apart() throws Exception {
        try (Database database = Database.open(settings)) {
            database.ledger().append(Entries.series("r", Entries.NOON, 20_000));
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 2; i < bytes.length; i++) {
            bytes[i] = (byte) 0xa5;
        }
        Files.write(file, bytes);

        try (Database database = Database.open(settings)) {
            assertThatThrownBy(() -> database.ledger().appended(0, 20_000)).hasMessageContaining("storage_corrupt");
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_refused() throws IOException {
        Files.writeString(file, "");
        StorageSettings below = StorageSettings.at(new StorageLocation.Sqlite(file.resolve("data/tierway.db")));

        assertThatThrownBy(() -> Database.open(below))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_unavailable")
                .hasMessageContaining("cannot be created");
    }
}
