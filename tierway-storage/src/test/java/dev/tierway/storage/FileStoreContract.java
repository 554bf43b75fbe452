package dev.tierway.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tierway.core.failure.FailureException;
import dev.tierway.storage.file.FileQuery;
import dev.tierway.storage.file.FileSink;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.file.NewFile;
import dev.tierway.storage.file.StoredFile;
import dev.tierway.storage.sql.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of files on every database. */
abstract class FileStoreContract {
    private static final int CHUNK = 256 << 10;
    private static final Instant NOON = Entries.NOON;

    private @Nullable Transactions opened;
    private Instant now = NOON;

    /** Where there is an empty database. */
    abstract StorageSettings fresh();

    @BeforeEach
    void open_an_empty_database() {
        opened = Transactions.open(fresh());
    }

    @AfterEach
    void close_it() {
        transactions().close();
    }

    private Transactions transactions() {
        return Objects.requireNonNull(opened);
    }

    private FileStore files() {
        return new FileStore(transactions(), () -> now);
    }

    private static NewFile named(String id) {
        return new NewFile("file-" + id, "shop", StoredFile.BATCH, id + ".jsonl", NOON, Optional.empty());
    }

    private static NewFile expiring(String id, Duration after) {
        return new NewFile(
                "file-" + id, "shop", StoredFile.BATCH_OUTPUT, id + ".jsonl", NOON, Optional.of(NOON.plus(after)));
    }

    private StoredFile store(NewFile file, byte[] content) {
        try (FileSink sink = files().create(file)) {
            sink.write(content, 0, content.length);
            return sink.finish();
        }
    }

    private byte[] read(StoredFile file) throws IOException {
        try (InputStream content = files().open(file)) {
            return content.readAllBytes();
        }
    }

    private long rows(String table) {
        return transactions()
                .read(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_file_comes_back_as_it_went_in() throws IOException {
        for (int length : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77}) {
            byte[] content = bytes(length);
            StoredFile stored = store(named("of-" + length), content);

            assertThat(stored.bytes()).isEqualTo(length);
            assertThat(read(stored)).isEqualTo(content);
            assertThat(files().find("shop", stored.id())).contains(stored);
        }
    }

    @Test
    void bytes_may_be_written_one_by_one() throws IOException {
        byte[] content = bytes(1_000);
        try (FileSink sink = files().create(named("a"))) {
            for (byte one : content) {
                sink.write(one);
            }
            assertThat(read(sink.finish())).isEqualTo(content);
        }
    }

    @Test
    void a_file_is_invisible_until_it_is_whole() {
        try (FileSink sink = files().create(named("a"))) {
            sink.write(bytes(CHUNK + 1), 0, CHUNK + 1);

            assertThat(files().find("shop", "file-a")).isEmpty();
            assertThat(files().list(all())).isEmpty();
            assertThat(files().delete("shop", "file-a")).isFalse();

            StoredFile stored = sink.finish();
            assertThat(files().list(all())).containsExactly(stored);
        }
    }

    @Test
    void a_file_that_is_not_finished_leaves_nothing() {
        try (FileSink sink = files().create(named("a"))) {
            sink.write(bytes(40 * CHUNK), 0, 40 * CHUNK);
            assertThat(rows("file_chunk")).isPositive();
        }
        assertThat(rows("file_chunk")).isZero();
        assertThat(rows("file")).isZero();
    }

    @Test
    void what_is_said_of_a_file_may_come_after_its_content() {
        try (FileSink sink = files().create(new NewFile("file-a", "shop", "", "", NOON, Optional.empty()))) {
            sink.write('x');
            sink.describe(StoredFile.BATCH, "late\0.jsonl", Optional.of(NOON.plusSeconds(9)));
            sink.finish();
        }
        StoredFile stored = files().find("shop", "file-a").orElseThrow();

        assertThat(stored.purpose()).isEqualTo(StoredFile.BATCH);
        assertThat(stored.filename()).isEqualTo("late\uFFFD.jsonl");
        assertThat(stored.expiresAt()).contains(NOON.plusSeconds(9));
    }

    @Test
    void finishing_can_be_part_of_a_transaction() {
        try (FileSink sink = files().create(named("a"))) {
            sink.write('x');
            assertThatThrownBy(() -> transactions().write(handle -> {
                        sink.finish(handle);
                        throw new IllegalStateException("another part failed");
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(files().find("shop", "file-a")).isEmpty();

        try (FileSink sink = files().create(named("b"))) {
            sink.write('x');
            transactions().write(sink::finish);
        }
        assertThat(files().find("shop", "file-b")).isPresent();
    }

    @Test
    void another_project_sees_none_of_it() {
        StoredFile stored = store(named("a"), bytes(10));

        assertThat(files().find("bank", stored.id())).isEmpty();
        assertThat(files().list(new FileQuery("bank", Optional.empty(), Optional.empty(), true, 9)))
                .isEmpty();
        assertThat(files().delete("bank", stored.id())).isFalse();
        assertThat(files().find("shop", stored.id())).contains(stored);
    }

    @Test
    void a_deleted_file_is_gone_with_its_content() throws IOException {
        StoredFile stored = store(named("a"), bytes(20 * CHUNK));
        try (InputStream content = files().open(stored)) {
            assertThat(content.read()).isNotNegative();
            assertThat(files().delete("shop", stored.id())).isTrue();

            assertThatThrownBy(content::readAllBytes)
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("file_deleted");
        }
        assertThat(files().find("shop", stored.id())).isEmpty();
        assertThat(files().delete("shop", stored.id())).isFalse();
        assertThat(rows("file_chunk")).isZero();
        assertThat(rows("file")).isZero();
    }

    @Test
    void lists_page_through_in_either_order() {
        List<StoredFile> stored = Arrays.stream(new String[] {"01", "02", "0A", "0Z"})
                .map(id -> store(named(id), bytes(1)))
                .toList();
        StoredFile output = store(expiring("03", Duration.ofDays(1)), bytes(1));

        assertThat(files().list(query(Optional.of(StoredFile.BATCH), Optional.empty(), false, 9)))
                .isEqualTo(stored);
        assertThat(files().list(query(Optional.empty(), Optional.of("file-02"), false, 2)))
                .containsExactly(output, stored.get(2));
        assertThat(files().list(query(Optional.empty(), Optional.empty(), true, 1)))
                .containsExactly(stored.get(3));
        assertThat(files().list(query(Optional.empty(), Optional.of("file-02"), true, 9)))
                .containsExactly(stored.get(0));
    }

    private static FileQuery all() {
        return query(Optional.empty(), Optional.empty(), true, 100);
    }

    private static FileQuery query(Optional<String> purpose, Optional<String> after, boolean newestFirst, int limit) {
        return new FileQuery("shop", purpose, after, newestFirst, limit);
    }

    @Test
    void a_file_expires_by_the_clock_and_is_swept_away() {
        StoredFile kept = store(named("a"), bytes(1));
        StoredFile brief = store(expiring("b", Duration.ofHours(1)), bytes(1));
        assertThat(files().deleteExpired(now)).isZero();

        now = NOON.plus(Duration.ofHours(1));

        assertThat(files().find("shop", brief.id())).isEmpty();
        assertThat(files().list(all())).containsExactly(kept);
        assertThat(files().deleteExpired(now)).isEqualTo(1);
        assertThat(rows("file")).isEqualTo(1);
        assertThat(rows("file_chunk")).isEqualTo(1);
        assertThat(files().deleteExpired(now)).isZero();
    }

    @Test
    void an_upload_that_died_is_swept_away_and_one_that_runs_is_not() {
        @SuppressWarnings("resource") // It died.
        FileSink dead = files().create(named("dead"));
        dead.write(bytes(2 * CHUNK), 0, 2 * CHUNK);
        try (FileSink alive = files().create(named("alive"))) {
            now = NOON.plus(FileStore.ABANDONED_AFTER).plusSeconds(1);
            alive.write(bytes(2 * CHUNK), 0, 2 * CHUNK);

            assertThat(files().deleteExpired(now)).isEqualTo(1);

            StoredFile stored = alive.finish();
            assertThat(files().list(all())).containsExactly(stored);
        }
        assertThatThrownBy(dead::finish).isInstanceOf(FailureException.class).hasMessageContaining("upload_dropped");
        assertThat(rows("file_chunk")).isEqualTo(2);
    }

    @Test
    void a_clock_that_steps_back_loses_no_upload() {
        try (FileSink sink = files().create(named("a"))) {
            now = NOON.minus(Duration.ofDays(1));
            sink.write(bytes(2 * CHUNK), 0, 2 * CHUNK);
            assertThat(files().deleteExpired(now)).isZero();
            sink.finish();
        }
        assertThat(files().find("shop", "file-a")).isPresent();
    }
}
