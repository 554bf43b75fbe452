package dev.tierway.storage.key;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureException;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.audit.AuditEntry;
import dev.tierway.storage.audit.AuditStore;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Keys made by administrators. Thread-safe. */
public final class KeyStore {
    private static final String SELECT =
            "SELECT id, digest, project, name, scopes, use_case, created_at, expires_at, revoked_at FROM api_key ";

    private final Transactions transactions;

    public KeyStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Stores a new key, and who made it.
     *
     * @throws FailureException {@code key_exists} when its id or digest is taken
     */
    public void insert(StoredKey key, AuditEntry entry) {
        transactions.write(handle -> {
            if (insert(handle, key) == 0) {
                throw taken(key);
            }
            AuditStore.insert(handle, entry);
            return key;
        });
    }

    private static int insert(Handle handle, StoredKey key) {
        return handle.createUpdate("""
                                INSERT INTO api_key (id, digest, project, name, scopes, use_case, created_at, expires_at, revoked_at)
                                VALUES (:id, :digest, :project, :name, :scopes, :useCase, :created, :expires, :revoked)
                                ON CONFLICT DO NOTHING""")
                .bind("id", key.id())
                .bind("digest", key.digest())
                .bind("project", key.project())
                .bind("name", StorableText.of(key.name()))
                .bind("scopes", key.scopes())
                .bind("useCase", key.useCase().orElse(""))
                .bind("created", Micros.of(key.createdAt()))
                .bind("expires", key.expiresAt().map(Micros::of))
                .bind("revoked", key.revokedAt().map(Micros::of))
                .execute();
    }

    private static FailureException taken(StoredKey key) {
        return Failure.of(
                        FailureKind.CONFLICT,
                        "key_exists",
                        "there is a key with the id '" + key.id() + "' or the same secret; make another")
                .toException();
    }

    /** All keys, revoked and expired ones too, the oldest first. */
    public List<StoredKey> list() {
        return transactions.read(handle -> handle.createQuery(SELECT + "ORDER BY created_at, id")
                .map((row, _) -> row(row))
                .list());
    }

    /**
     * Makes a key useless from the time of {@code entry} on, and keeps the entry. A key that was revoked before keeps its
     * earlier time, and nothing is added.
     *
     * @return the key as it is now; empty when there is none
     */
    public Optional<StoredKey> revoke(String id, AuditEntry entry) {
        return transactions.write(handle -> {
            int rows = handle.createUpdate("UPDATE api_key SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
                    .bind("at", Micros.of(entry.at()))
                    .bind("id", id)
                    .execute();
            if (rows > 0) {
                AuditStore.insert(handle, entry);
            }
            return handle.createQuery(SELECT + "WHERE id = :id")
                    .bind("id", id)
                    .map((row, _) -> row(row))
                    .findOne();
        });
    }

    public Optional<StoredKey> findByDigest(String digest) {
        return transactions.read(handle -> handle.createQuery(SELECT + "WHERE digest = :digest")
                .bind("digest", digest)
                .map((row, _) -> row(row))
                .findOne());
    }

    private static StoredKey row(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString("id"),
                row.getString("digest"),
                row.getString("project"),
                row.getString("name"),
                row.getString("scopes"),
                Optional.of(row.getString("use_case")).filter(name -> !name.isEmpty()),
                Micros.instant(row.getLong("created_at")),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(micros));
    }
}
