package dev.tierway.storage;

import dev.tierway.core.time.Ticker;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerEntry.Cost;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that writes to a ledger until it is killed, and prints the id of every entry once it is told that it is
 * durable.
 */
final class KilledWriter {
    private static final int THREADS = 8;

    private KilledWriter() {}

    /** Takes the file, and a prefix for ids. */
    public static void main(String... arguments) throws InterruptedException {
        PrintStream out = System.out;
        out.println("opening");
        out.flush();
        StorageSettings settings = StorageSettings.at(new StorageLocation.Sqlite(Path.of(arguments[0])));
        try (Database database = Database.open(settings);
                GroupWriter<LedgerEntry> writer =
                        database.ledger().writer(GroupWriter.Settings.DEFAULTS, Ticker.system())) {
            Thread[] threads = new Thread[THREADS];
            for (int thread = 0; thread < THREADS; thread++) {
                String prefix = arguments[1] + "-" + thread + "-";
                threads[thread] = Thread.ofPlatform().start(() -> write(writer, prefix, out));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static void write(GroupWriter<LedgerEntry> writer, String prefix, PrintStream out) {
        try {
            for (long i = 0; ; i++) {
                String id = prefix + i;
                GroupWriter<LedgerEntry>.Recorded recorded = writer.record(Entries.entry(
                        id, Entries.NOON.plusSeconds(i), "project" + i % 3, new Cost.Priced(1_000_000_000L, "v1")));
                // Some are not waited for, and may be lost.
                if (i % 3 != 0 && recorded.awaitDurable(Duration.ofMinutes(1))) {
                    synchronized (out) {
                        out.println(id);
                        out.flush();
                    }
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
