package dev.tierway.storage.batch;

import dev.tierway.storage.sql.Dialect;
import dev.tierway.storage.sql.Micros;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The leases of gateways, in the transactions of others. */
final class NodeLeases {
    private final Dialect dialect;

    NodeLeases(Dialect dialect) {
        this.dialect = dialect;
    }

    /** From now on the node has claims. */
    void hold(Handle handle, Lease lease) {
        handle.createUpdate("INSERT INTO batch_node (node, lease_until) VALUES (:node, :until)"
                        + " ON CONFLICT (node) DO UPDATE SET lease_until = excluded.lease_until")
                .bind("node", lease.node())
                .bind("until", Micros.of(lease.until()))
                .execute();
    }

    /** False when the node has no claims: others took them over. */
    boolean renew(Handle handle, Lease lease) {
        return handle.createUpdate("UPDATE batch_node SET lease_until = :until WHERE node = :node")
                        .bind("node", lease.node())
                        .bind("until", Micros.of(lease.until()))
                        .execute()
                == 1;
    }

    /** Gives back what nodes had claimed whose leases have run out. */
    void reap(Handle handle, Instant now) {
        String dead =
                "SELECT node FROM batch_node WHERE lease_until < :now ORDER BY node" + skippingLocked("batch_node");
        handle.createQuery(dead)
                .bind("now", Micros.of(now))
                .mapTo(String.class)
                .list()
                .forEach(node -> giveBack(handle, node));
    }

    /** Gives back everything that the node has claimed. */
    int giveBack(Handle handle, String node) {
        // Locked in the order in which results are written.
        int lines = handle.createUpdate("UPDATE batch_line SET state = 'waiting', node = NULL WHERE (batch, number) IN"
                        + " (SELECT batch, number FROM batch_line WHERE node = :node AND state = 'running'"
                        + " ORDER BY batch, number" + locking() + ")")
                .bind("node", node)
                .execute();
        handle.createUpdate("UPDATE batch SET node = NULL WHERE node = :node AND ended_at IS NULL")
                .bind("node", node)
                .execute();
        handle.createUpdate("DELETE FROM batch_node WHERE node = :node")
                .bind("node", node)
                .execute();
        return lines;
    }

    /** Of rows to change, those that no other gateway is changing. */
    String skippingLocked(String table) {
        return switch (dialect) {
            case SQLITE -> "";
            case POSTGRESQL -> " FOR UPDATE OF " + table + " SKIP LOCKED";
        };
    }

    /** Waits until no other gateway is changing the rows. SQLite has one writer at a time. */
    String locking() {
        return switch (dialect) {
            case SQLITE -> "";
            case POSTGRESQL -> " FOR UPDATE";
        };
    }
}
