package dev.tierway.gateway.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.core.usage.Usage;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.completion.CompletionQuery;
import dev.tierway.storage.completion.StoredCompletion;
import dev.tierway.storage.group.GroupWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionRecorderTest {
    private static final GroupWriter.Settings TWO_MAY_WAIT =
            new GroupWriter.Settings(2, 100, Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    private Path folder;

    private Database database() {
        return Database.open(StorageSettings.at(new StorageLocation.Sqlite(folder.resolve("tierway.db"))));
    }

    private static CompletionRecorder recorder(Database database, GroupWriter.Settings writing) {
        return new CompletionRecorder(
                CompletionSettings.DEFAULTS, database.completions(), WallClock.system(), Ticker.system(), writing);
    }

    private static FinishedRequest request(String id, String reply) {
        return new FinishedRequest(
                id,
                "shop",
                "",
                "assistant",
                "",
                Instant.EPOCH,
                Usage.NONE,
                false,
                "{\"store\":true,\"messages\":[]}".getBytes(StandardCharsets.UTF_8),
                reply.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void closing_writes_what_waits_and_what_cannot_be_read_takes_nothing_with_it() {
        try (Database database = database()) {
            CompletionRecorder recorder = recorder(database, GroupWriter.Settings.DEFAULTS);
            recorder.offer(request("r1", "{\"id\":\"a\"}"));
            recorder.offer(request("r2", "oops"));
            recorder.offer(request("r3", "{\"id\":\"b\"}"));

            recorder.close();

            assertThat(recorder.kept()).isEqualTo(2);
            assertThat(recorder.unreadable()).isEqualTo(1);
            assertThat(recorder.dropped()).isZero();
            assertThat(database.completions().list("shop", CompletionQuery.ALL, 9))
                    .extracting(StoredCompletion::id)
                    .containsExactly("a", "b");
        }
    }

    @Test
    void what_finds_no_room_is_dropped_and_counted() {
        Database database = database();
        CompletionRecorder recorder = recorder(database, TWO_MAY_WAIT);
        database.close();

        for (int i = 0; i < 5; i++) {
            recorder.offer(request("r" + i, "{\"id\":\"" + i + "\"}"));
        }
        assertThat(recorder.dropped()).isEqualTo(3);
        recorder.close();

        assertThat(recorder.dropped()).as("those that waited until the end too").isEqualTo(5);
        assertThat(recorder.kept()).isZero();
    }
}
