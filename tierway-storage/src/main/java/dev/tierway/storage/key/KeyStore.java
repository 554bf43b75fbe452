package dev.tierway.storage.key;

import dev.tierway.core.failure.Failure;
import dev.tierway.core.failure.FailureKind;
import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keys made by administrators. Thread-safe. */
public final class KeyStore {
    private static final String SELECT =
            "SELECT id, digest, project, name, scopes, created_at, expires_at, revoked_at FROM api_key ";

    private final Transactions transactions;

    public KeyStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Stores a new key.
     *
     * @throws dev.tierway.core.failure.FailureException {@code key_exists} when its id or digest is taken
     */
    public void insert(StoredKey key) {
        int rows = transactions.write(handle -> handle.createUpdate("""
                                INSERT INTO api_key (id, digest, project, name, scopes, created_at, expires_at, revoked_at)
                                VALUES (:id, :digest, :project, :name, :scopes, :created, :expires, :revoked)
                                ON CONFLICT DO NOTHING""")
                .bind("id", key.id())
                .bind("digest", key.digest())
                .bind("project", key.project())
                .bind("name", StorableText.of(key.name()))
                .bind("scopes", key.scopes())
                .bind("created", Micros.of(key.createdAt()))
                .bind("expires", key.expiresAt().map(Micros::of))
                .bind("revoked", key.revokedAt().map(Micros::of))
                .execute());
        if (rows == 0) {
            throw Failure.of(
                            FailureKind.INVALID_REQUEST,
                            "key_exists",
                            "there is a key with the id '" + key.id() + "' or the same secret; make another")
                    .toException();
        }
    }

    /** All keys, revoked and expired ones too, the oldest first. */
    public List<StoredKey> list() {
        return transactions.read(handle -> handle.createQuery(SELECT + "ORDER BY created_at, id")
                .map((row, _) -> row(row))
                .list());
    }

    /**
     * Makes a key useless from {@code at} on. A key that was revoked before keeps its earlier time.
     *
     * @return the key as it is now; empty when there is none
     */
    public Optional<StoredKey> revoke(String id, Instant at) {
        return transactions.write(handle -> {
            handle.createUpdate("UPDATE api_key SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
                    .bind("at", Micros.of(at))
                    .bind("id", id)
                    .execute();
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
                Micros.instant(row.getLong("created_at")),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(micros));
    }
}
