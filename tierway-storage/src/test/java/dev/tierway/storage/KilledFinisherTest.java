package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.LineState;
import dev.tierway.storage.batch.StoredBatch.Counts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results and ledger rows agree one to one, whenever {@code kill -9} comes. */
class KilledFinisherTest {
    private static final int ROUNDS = 8;
    private static final int LINES = 6_000;
    private static final int MOST_ACKNOWLEDGED = 200;

    @Test
    void a_line_has_its_result_and_its_row_or_neither_and_is_run_until_it_has(@TempDir Path folder) throws Exception {
        StorageSettings settings = StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db")));
        RandomGenerator random = new Random(20_261_122);
        Set<String> acknowledged = new HashSet<>();
        try (Database database = Database.open(settings)) {
            Batches.begin(database, Batches.batch("b"), Batches.lines("b", LINES));
        }
        Instant now = Batches.NOON;
        for (int round = 0; round < ROUNDS; round++) {
            now = now.plus(Batches.LEASE).plusSeconds(1);
            acknowledged.addAll(KilledProcess.killAfter(
                    random.nextInt(MOST_ACKNOWLEDGED),
                    KilledFinisher.class,
                    SqliteFile.path(settings).toString(),
                    "b",
                    "node" + round,
                    now.toString()));
            assertThat(SqliteFile.integrity(settings)).isEqualTo("ok");
            try (Database database = Database.open(settings)) {
                SqliteFile.assertThatRunsMatchEntries(settings);
                assertThat(agreed(database)).as("after round %d", round).containsAll(acknowledged);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * MOST_ACKNOWLEDGED / 5);
        try (Database database = Database.open(settings)) {
            assertThat(database.batches().find("b").orElseThrow().counts().open())
                    .isPositive();
            now = now.plus(Batches.LEASE).plusSeconds(1);
            List<ClaimedLine> rest = database.batchLines().claim("b", LINES, Batches.lease("last", now));
            database.batchLines()
                    .finish(rest.stream()
                            .map(it -> Batches.answered(it.claim()))
                            .toList());
            assertThat(agreed(database)).hasSize(LINES);
        }
    }

    /** The ids of lines that have results, after a look that they are those that have rows and are counted. */
    private static List<String> agreed(Database database) {
        List<String> results = new ArrayList<>();
        database.batchLines().forEachResult("b", LineState.DONE, it -> results.add(it.requestId()));
        List<String> rows = database.ledger().appended(0, 1_000_000).stream()
                .map(it -> it.entry().requestId())
                .toList();
        assertThat(rows).doesNotHaveDuplicates().hasSameSizeAs(results);
        assertThat(new HashSet<>(rows)).isEqualTo(new HashSet<>(results));
        assertThat(database.batches().find("b").orElseThrow().counts()).isEqualTo(new Counts(LINES, results.size(), 0));
        return results;
    }
}
