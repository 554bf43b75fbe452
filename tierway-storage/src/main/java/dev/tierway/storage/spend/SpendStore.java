package dev.tierway.storage.spend;

import dev.tierway.storage.sql.Micros;
import dev.tierway.storage.sql.Transactions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Money spent in budgets' periods, counted across restarts and gateways. Thread-safe. */
public final class SpendStore {
    /** One order for all writers, so that two never wait for each other. */
    private static final Comparator<SpendDelta> LOCK_ORDER = Comparator.comparing(
                    (SpendDelta delta) -> delta.period().scope())
            .thenComparing(delta -> delta.period().start());

    private final Transactions transactions;

    public SpendStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Adds all deltas or none; concurrent additions all count. */
    public void add(List<SpendDelta> deltas) {
        if (!deltas.isEmpty()) {
            transactions.write(handle -> upsert(handle, deltas, "spend.nanos + excluded.nanos"));
        }
    }

    /** Puts computed sums in the place of what was counted: how spend is rebuilt from the ledger. */
    public void replace(List<SpendDelta> sums) {
        if (!sums.isEmpty()) {
            transactions.write(handle -> upsert(handle, sums, "excluded.nanos"));
        }
    }

    /** Nano-dollars spent; 0 for a period in which nothing was. */
    public long spent(SpendPeriod period) {
        return transactions.read(
                handle -> handle.createQuery("SELECT nanos FROM spend WHERE scope = :scope AND period_start = :start")
                        .bind("scope", period.scope())
                        .bind("start", Micros.of(period.start()))
                        .mapTo(Long.class)
                        .findOne()
                        .orElse(0L));
    }

    /** Everything counted, by period. */
    public Map<SpendPeriod, Long> all() {
        return transactions.read(handle -> handle
                .createQuery("SELECT scope, period_start, nanos FROM spend")
                .map((row, _) -> new SpendDelta(
                        new SpendPeriod(row.getString("scope"), Micros.instant(row.getLong("period_start"))),
                        row.getLong("nanos")))
                .stream()
                .collect(Collectors.toUnmodifiableMap(SpendDelta::period, SpendDelta::nanos)));
    }

    private static int upsert(Handle handle, List<SpendDelta> deltas, String nanos) {
        PreparedBatch batch = handle.prepareBatch("INSERT INTO spend (scope, period_start, nanos)"
                + " VALUES (:scope, :start, :nanos) ON CONFLICT (scope, period_start) DO UPDATE SET nanos = " + nanos);
        deltas.stream()
                .sorted(LOCK_ORDER)
                .forEach(delta -> batch.bind("scope", delta.period().scope())
                        .bind("start", Micros.of(delta.period().start()))
                        .bind("nanos", delta.nanos())
                        .add());
        return batch.execute().length;
    }
}
