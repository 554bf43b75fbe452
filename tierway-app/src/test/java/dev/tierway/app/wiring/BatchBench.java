package dev.tierway.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.batch.input.BatchValidator;
import dev.tierway.storage.Database;
import dev.tierway.storage.StorageLocation;
import dev.tierway.storage.StorageSettings;
import dev.tierway.storage.batch.BatchClaim;
import dev.tierway.storage.batch.BatchStart;
import dev.tierway.storage.batch.Lease;
import dev.tierway.storage.batch.NewBatch;
import dev.tierway.storage.batch.NewLine;
import dev.tierway.storage.batch.StoredBatch;
import dev.tierway.storage.event.EventFilter;
import dev.tierway.storage.file.StoredFile;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Batches in the database that gateways under test share: made ready to run as another gateway would, and looked at. */
final class BatchBench implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

    private static final LedgerEntry.Caller CALLER = new LedgerEntry.Caller("shop", "0123456789ab", "");

    private final Database database;
    private final WallClock clock = WallClock.system();

    BatchBench(Path file) {
        this(new StorageLocation.Sqlite(file));
    }

    BatchBench(StorageLocation location) {
        database = Database.open(StorageSettings.at(location));
    }

    /** What to run. */
    record Wanted(String id, int lines, Duration window, IntFunction<String> body) {}

    /** Puts a batch in progress; line {@code n} of 1 and above has the custom id {@code row-n}. */
    void begin(Wanted wanted, IntFunction<byte[]> identity) {
        Instant now = clock.now();
        NewBatch batch = new NewBatch(
                wanted.id(),
                CALLER,
                "/v1/chat/completions",
                "file-in",
                "24h",
                Map.of(),
                Optional.empty(),
                true,
                false,
                now,
                now.plus(wanted.window()));
        BatchClaim claim =
                database.batches().createClaimed(batch, new Lease("bench-" + wanted.id(), now, Duration.ofMinutes(5)));
        List<NewLine> lines = IntStream.rangeClosed(1, wanted.lines())
                .mapToObj(number -> new NewLine(
                        number,
                        "row-" + number,
                        wanted.id() + "_req_" + number,
                        wanted.body().apply(number).getBytes(StandardCharsets.UTF_8),
                        new byte[0],
                        identity.apply(number),
                        100))
                .toList();
        assertThat(database.batchLines().add(claim, lines)).isTrue();
        assertThat(database.batches().started(claim, "m", clock.now(), List.of()))
                .isInstanceOf(BatchStart.Begun.class);
    }

    void begin(Wanted wanted) {
        begin(wanted, number -> new byte[0]);
    }

    /** Leaves a micro-batch as a gateway does that dies between its creation and its first line, a minute ago. */
    void abandon(String id) {
        Instant then = clock.now().minus(Duration.ofMinutes(1));
        NewBatch batch = new NewBatch(
                id,
                CALLER,
                "/v1/chat/completions",
                "",
                "24h",
                Map.of(BatchValidator.MICRO_MODEL, "m"),
                Optional.empty(),
                false,
                true,
                then,
                then.plus(Duration.ofDays(1)));
        database.batches().createClaimed(batch, new Lease("dead", then, Duration.ofSeconds(12)));
    }

    void cancel(String id) {
        assertThat(database.batches().cancel("shop", id, clock.now())).isPresent();
    }

    StoredBatch batch(String id) {
        return database.batches().find("shop", id).orElseThrow();
    }

    /** Looks until the batch is as wanted: what gateways write into the database rouses nobody here. */
    StoredBatch await(String id, Predicate<StoredBatch> wanted) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        StoredBatch batch = batch(id);
        while (!wanted.test(batch)) {
            assertThat(System.nanoTime()).as("still %s", batch).isLessThan(until);
            LockSupport.parkNanos(this, LOOK_NANOS);
            batch = batch(id);
        }
        return batch;
    }

    StoredBatch awaitEnd(String id) {
        return await(id, it -> it.status().ended());
    }

    /** Lines of a file that a batch wrote; none when there is no file. */
    List<String> content(Optional<String> file) {
        if (file.isEmpty()) {
            return List.of();
        }
        StoredFile stored = database.files(clock).find("shop", file.get()).orElseThrow();
        try (InputStream content = database.files(clock).open(stored)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Type and object of every event. */
    List<String> events() {
        return database.events().list(EventFilter.ALL, Long.MAX_VALUE, 1_000).stream()
                .map(it -> it.event().type() + " " + it.event().objectId())
                .toList();
    }

    List<LedgerEntry> ledger() {
        return database.ledger().appended(0, 1_000_000).stream()
                .map(LedgerRow::entry)
                .toList();
    }

    @Override
    public void close() {
        database.close();
    }
}
