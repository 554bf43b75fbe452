package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.core.time.Ticker;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.sql.Transactions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a PostgreSQL server goes away, or will not have us. */
class PostgresqlFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(500);

    @Test
    void a_server_that_is_killed_and_comes_back_loses_nothing_acknowledged_and_gets_the_rest(@TempDir Path folder)
            throws Exception {
        EmbeddedPostgres first = start(folder);
        StorageSettings settings = StorageSettings.at(
                        new StorageLocation.Postgresql("localhost", first.getPort(), "postgres", "postgres", ""))
                .withPatience(SHORT);
        try (Database database = Database.open(settings)) {
            LedgerStore ledger = database.ledger();
            Set<String> codes = ConcurrentHashMap.newKeySet();
            CountDownLatch failed = new CountDownLatch(3);
            GroupWriter.Sink<LedgerEntry> sink = group -> {
                try {
                    ledger.append(group);
                } catch (FailureException unavailable) {
                    codes.add(unavailable.failure().code());
                    failed.countDown();
                    throw unavailable;
                }
            };
            List<LedgerEntry> entries = Entries.series("r", Entries.NOON, 300);
            List<GroupWriter<LedgerEntry>.Recorded> recorded = new ArrayList<>();
            try (GroupWriter<LedgerEntry> writer = new GroupWriter<>(
                    new GroupWriter.Subject<>("ledger", LedgerEntry::requestId),
                    sink,
                    GroupWriter.Settings.DEFAULTS.withLimit(150),
                    Ticker.system())) {
                for (LedgerEntry entry : entries.subList(0, 100)) {
                    recorded.add(writer.record(entry));
                }
                assertThat(recorded.getLast().awaitDurable(LONG)).isTrue();

                kill(folder);
                first.close();
                for (LedgerEntry entry : entries.subList(100, 300)) {
                    recorded.add(writer.record(entry));
                }
                assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(codes).containsExactly("storage_unavailable");
                assertThat(writer.accepting()).isFalse();
                assertThat(recorded.getLast().durable()).isFalse();

                try (EmbeddedPostgres again =
                        builder(folder).setPort(first.getPort()).start()) {
                    assertThat(again.getPort()).isEqualTo(first.getPort());
                    assertThat(recorded.getLast().awaitDurable(LONG)).isTrue();
                    assertThat(writer.accepting()).isTrue();
                    List<LedgerEntry> stored = ledger.appended(0, 1_000).stream()
                            .map(row -> row.entry())
                            .toList();
                    assertThat(stored).isEqualTo(entries);
                }
            }
        }
    }

    private static EmbeddedPostgres start(Path folder) {
        try {
            return builder(folder).start();
        } catch (IOException | IllegalStateException failed) {
            return Assumptions.abort("no PostgreSQL of our own to kill: " + failed);
        }
    }

    private static EmbeddedPostgres.Builder builder(Path folder) {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false);
    }

    /** Kills the server's processes, all at once, as a power cut would. */
    private static void kill(Path folder) throws IOException, ExecutionException, InterruptedException {
        try (Stream<String> lines = Files.lines(folder.resolve("data/postmaster.pid"))) {
            long pid = Long.parseLong(lines.findFirst().orElseThrow());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            for (ProcessHandle one : all) {
                one.onExit().get();
            }
        }
    }

    @Test
    void a_server_that_is_not_there_is_told_apart() {
        StorageSettings nowhere = StorageSettings.at(
                        new StorageLocation.Postgresql("localhost", 1, "tierway", "me", ""))
                .withPatience(SHORT);

        assertThatThrownBy(() -> Database.open(nowhere))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("storage_unavailable")
                .hasMessageContaining("postgresql://me@localhost:1/tierway");
    }

    @Test
    void a_database_that_is_not_there_is_told_apart() {
        StorageLocation.Postgresql there =
                (StorageLocation.Postgresql) PostgresServer.freshDatabase().location();
        StorageSettings missing = StorageSettings.at(new StorageLocation.Postgresql(
                        there.host(), there.port(), "no_such_database", there.user(), there.options()))
                .withPassword("s3cret")
                .withPatience(SHORT);

        assertThatThrownBy(() -> Database.open(missing))
                .hasMessageContaining("storage_refused")
                .hasMessageContaining("no_such_database")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void acknowledged_means_on_disk_whatever_the_role_defaults_to() {
        StorageSettings settings = PostgresServer.freshDatabase();
        StorageLocation.Postgresql at = (StorageLocation.Postgresql) settings.location();
        PostgresServer.execute(at, "ALTER DATABASE " + at.database() + " SET synchronous_commit = off");

        try (Transactions transactions = Transactions.open(settings)) {
            String setting = transactions.write(handle -> handle.createQuery("SHOW synchronous_commit")
                    .mapTo(String.class)
                    .one());
            assertThat(setting).isEqualTo("on");
        }
    }
}
