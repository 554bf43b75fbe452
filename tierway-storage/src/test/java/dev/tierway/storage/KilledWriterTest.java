package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerRow;
import dev.tierway.storage.ledger.TimeRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry that was acknowledged survives {@code kill -9} at any moment. */
class KilledWriterTest {
    private static final int ROUNDS = 20;
    private static final int MOST_ACKNOWLEDGED = 400;

    @Test
    void what_was_acknowledged_is_there_exactly_once_however_often_the_writer_is_killed(@TempDir Path folder)
            throws Exception {
        StorageSettings settings = StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db")));
        RandomGenerator random = new Random(20_261_122);
        Set<String> acknowledged = new HashSet<>();
        List<String> stored = new ArrayList<>();
        long last = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // The first is killed while it makes the file.
            int after = round == 0 ? 0 : random.nextInt(MOST_ACKNOWLEDGED);
            acknowledged.addAll(KilledProcess.killAfter(
                    after, KilledWriter.class, SqliteFile.path(settings).toString(), "k" + round));
            assertThat(SqliteFile.integrity(settings)).isEqualTo("ok");
            try (Database database = Database.open(settings)) {
                SqliteFile.assertThatRunsMatchEntries(settings);
                for (LedgerRow row : database.ledger().appended(last, 1_000_000)) {
                    stored.add(row.entry().requestId());
                    last = row.sequence();
                }
            }
            assertThat(new HashSet<>(stored)).as("after round %d", round).containsAll(acknowledged);
        }
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * MOST_ACKNOWLEDGED / 5);
        try (Database database = Database.open(settings)) {
            assertThat(database.ledger().total(LedgerFilter.in(TimeRange.ALL)).requests())
                    .isEqualTo(stored.size());
        }
    }
}
