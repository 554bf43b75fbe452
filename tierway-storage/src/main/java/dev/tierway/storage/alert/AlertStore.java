package dev.tierway.storage.alert;

import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.StorableText;
import dev.tierway.storage.sql.Transactions;
import java.time.Duration;
import java.time.Instant;

/** Which alerts were told. Thread-safe, also between gateways. */
public final class AlertStore {
    /** Longer than the longest period of a budget, in which an alert must not be told twice. */
    static final Duration KEPT = Duration.ofDays(400);

    private final Transactions transactions;

    public AlertStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Whether nobody has told the alert before; from now on somebody has. */
    public boolean claim(String id, Instant at) {
        return transactions.write(handle -> {
            handle.createUpdate("DELETE FROM alert_told WHERE at < :old")
                    .bind("old", Micros.of(at.minus(KEPT)))
                    .execute();
            return handle.createUpdate("INSERT INTO alert_told (id, at) VALUES (:id, :at) ON CONFLICT DO NOTHING")
                            .bind("id", StorableText.of(id))
                            .bind("at", Micros.of(at))
                            .execute()
                    == 1;
        });
    }
}
