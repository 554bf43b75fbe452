package dev.tierway.storage;

import dev.tierway.core.time.Ticker;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.ClaimedLine;
import dev.tierway.storage.batch.FinishedLine;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.group.GroupWriter;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A process that runs lines of a batch until it is killed, and prints their ids once their results are durable. */
final class KilledFinisher {
    private static final int GROUP = 10;

    private KilledFinisher() {}

    /** Takes the file, the batch, a name for the node, and the time. */
    public static void main(String... arguments) throws InterruptedException {
        PrintStream out = System.out;
        out.println("opening");
        out.flush();
        StorageSettings settings = StorageSettings.at(new StorageLocation.Sqlite(Path.of(arguments[0])));
        Lease lease = Batches.lease(arguments[2], Instant.parse(arguments[3]));
        try (Database database = Database.open(settings);
                GroupWriter<FinishedLine> writer =
                        database.batchLines().writer(GroupWriter.Settings.DEFAULTS, Ticker.system())) {
            BatchLineStore lines = database.batchLines();
            while (true) {
                List<ClaimedLine> claimed = lines.claim(arguments[1], GROUP, lease);
                List<GroupWriter<FinishedLine>.Recorded> recorded = new ArrayList<>();
                for (ClaimedLine line : claimed) {
                    recorded.add(writer.record(Batches.answered(line.claim())));
                }
                // Half of them are claimed and written behind the next group's back.
                for (int i = 0; i < recorded.size() / 2; i++) {
                    recorded.get(i).awaitDurable(Duration.ofMinutes(1));
                    out.println(claimed.get(i).claim().requestId());
                    out.flush();
                }
            }
        }
    }
}
