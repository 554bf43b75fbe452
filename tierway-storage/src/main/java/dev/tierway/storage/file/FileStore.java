package dev.tierway.storage.file;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.core.time.WallClock;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.SqlWork;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Files of projects, their content kept in chunks so that files of any size are written and read in flat memory.
 * Thread-safe, also between gateways.
 *
 * <p>A deleted or expired file is gone at once; its chunks go a few at a time, so that other writers need not wait.
 */
public final class FileStore {
    /** How long an upload may write nothing before it counts as one that died. */
    public static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    static final int CHUNK_BYTES = 256 << 10;

    /** Chunks deleted in one transaction. */
    private static final int DELETED_AT_ONCE = 16;

    private static final String COLUMNS =
            "SELECT id, project, purpose, filename, bytes, created_at, expires_at FROM file ";

    private static final String VISIBLE =
            "project = :project AND complete = 1 AND (expires_at IS NULL OR expires_at > :now)";

    private final Transactions transactions;
    private final WallClock clock;

    public FileStore(Transactions transactions, WallClock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Begins a file, which stays invisible until {@link FileSink#finish}. */
    public FileSink create(NewFile file) {
        transactions.write(handle -> handle.createUpdate("""
                        INSERT INTO file (id, project, purpose, filename, bytes, created_at, expires_at, complete, touched_at)
                        VALUES (:id, :project, :purpose, :filename, 0, :created, :expires, 0, :now)""")
                .bind("id", file.id())
                .bind("project", file.project())
                .bind("purpose", StorableText.of(file.purpose()))
                .bind("filename", StorableText.of(file.filename()))
                .bind("created", Micros.of(file.createdAt()))
                .bind("expires", file.expiresAt().map(Micros::of))
                .bind("now", now())
                .execute());
        return new FileSink(this, file);
    }

    /** A file of the project; empty also for one that has expired. */
    public Optional<StoredFile> find(String project, String id) {
        return transactions.read(handle -> handle.createQuery(COLUMNS + "WHERE id = :id AND " + VISIBLE)
                .bind("id", StorableText.of(id))
                .bind("project", project)
                .bind("now", now())
                .map((row, _) -> row(row))
                .findOne());
    }

    public List<StoredFile> list(FileQuery query) {
        String purpose = query.purpose().isPresent() ? " AND purpose = :purpose" : "";
        String after = query.after().isEmpty() ? "" : query.newestFirst() ? " AND id < :after" : " AND id > :after";
        String order = " ORDER BY id " + (query.newestFirst() ? "DESC" : "ASC") + " LIMIT :limit";
        return transactions.read(handle -> {
            Query select = handle.createQuery(COLUMNS + "WHERE " + VISIBLE + purpose + after + order)
                    .bind("project", query.project())
                    .bind("now", now())
                    .bind("limit", query.limit());
            query.purpose().ifPresent(it -> select.bind("purpose", StorableText.of(it)));
            query.after().ifPresent(it -> select.bind("after", StorableText.of(it)));
            return select.map((row, _) -> row(row)).list();
        });
    }

    /**
     * The file's content from its beginning. Reading throws {@link dev.tierway.core.failure.FailureException}, with the
     * code {@code file_deleted} once the file is gone.
     */
    public InputStream open(StoredFile file) {
        return new FileContent(this, file);
    }

    /** Deletes a file of the project; false when there is none. */
    public boolean delete(String project, String id) {
        boolean found = transactions.write(handle -> handle.createUpdate(
                                "UPDATE file SET complete = 0, touched_at = 0 WHERE id = :id AND " + VISIBLE)
                        .bind("id", StorableText.of(id))
                        .bind("project", project)
                        .bind("now", now())
                        .execute())
                > 0;
        if (found) {
            dropChunks(id);
        }
        return found;
    }

    /**
     * Deletes files that have expired, and what is left of uploads that died.
     *
     * @return how many of both
     */
    public int deleteExpired(Instant now) {
        List<String> ids = transactions.read(handle -> handle.createQuery("""
                        SELECT id FROM file WHERE expires_at IS NOT NULL AND expires_at <= :now
                        UNION SELECT id FROM file WHERE complete = 0 AND touched_at < :abandoned""")
                .bind("now", Micros.of(now))
                .bind("abandoned", Micros.of(now.minus(ABANDONED_AFTER)))
                .mapTo(String.class)
                .list());
        ids.forEach(this::drop);
        return ids.size();
    }

    <T> T write(SqlWork<T> work) {
        return transactions.write(work);
    }

    void putChunk(Handle handle, String id, int number, byte[] content) {
        int uploads = handle.createUpdate(
                        "UPDATE file SET touched_at = :now WHERE id = :id AND complete = 0 AND touched_at > 0")
                .bind("now", now())
                .bind("id", id)
                .execute();
        requireUpload(id, uploads);
        handle.createUpdate("INSERT INTO file_chunk (file, number, content) VALUES (:id, :number, :content)")
                .bind("id", id)
                .bind("number", number)
                .bind("content", content)
                .execute();
    }

    void complete(Handle handle, StoredFile file) {
        int uploads = handle.createUpdate("""
                        UPDATE file SET purpose = :purpose, filename = :filename, bytes = :bytes, expires_at = :expires,
                            complete = 1
                        WHERE id = :id AND complete = 0 AND touched_at > 0""")
                .bind("purpose", StorableText.of(file.purpose()))
                .bind("filename", StorableText.of(file.filename()))
                .bind("bytes", file.bytes())
                .bind("expires", file.expiresAt().map(Micros::of))
                .bind("id", file.id())
                .execute();
        requireUpload(file.id(), uploads);
    }

    /** Two gateways may try to clear away the same upload. */
    private static void requireUpload(String id, int found) {
        if (found == 0) {
            throw Failure.of(
                            FailureKind.CLIENT_TIMEOUT,
                            "upload_dropped",
                            "the upload of '" + id + "' stood still for too long and was dropped; upload it again")
                    .toException();
        }
    }

    Optional<byte[]> chunk(String id, int number) {
        return transactions.read(
                handle -> handle.createQuery("SELECT content FROM file_chunk WHERE file = :id AND number = :number")
                        .bind("id", id)
                        .bind("number", number)
                        .map((row, _) -> row.getBytes("content"))
                        .findOne());
    }

    /** Deletes a file, whatever its state. */
    void drop(String id) {
        transactions.write(handle -> handle.createUpdate("UPDATE file SET complete = 0, touched_at = 0 WHERE id = :id")
                .bind("id", id)
                .execute());
        dropChunks(id);
    }

    private void dropChunks(String id) {
        int deleted;
        do {
            deleted = transactions.write(handle -> handle.createUpdate("""
                            DELETE FROM file_chunk WHERE file = :id AND number IN (
                                SELECT number FROM file_chunk WHERE file = :id ORDER BY number LIMIT :limit)""")
                    .bind("id", id)
                    .bind("limit", DELETED_AT_ONCE)
                    .execute());
        } while (deleted == DELETED_AT_ONCE);
        transactions.write(handle -> handle.createUpdate("DELETE FROM file WHERE id = :id")
                .bind("id", id)
                .execute());
    }

    private long now() {
        return Micros.of(clock.now());
    }

    private static StoredFile row(ResultSet row) throws SQLException {
        long expires = row.getLong("expires_at");
        Optional<Instant> expiresAt = row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(expires));
        return new StoredFile(
                row.getString("id"),
                row.getString("project"),
                row.getString("purpose"),
                row.getString("filename"),
                row.getLong("bytes"),
                Micros.instant(row.getLong("created_at")),
                expiresAt);
    }
}
