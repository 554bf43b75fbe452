package dev.tierway.app.wiring;

import dev.tierway.app.config.TierwayConfig;
import dev.tierway.core.time.Ticker;
import dev.tierway.core.time.WallClock;
import dev.tierway.gateway.limit.LimitScope;
import dev.tierway.gateway.metering.LedgerMetering;
import dev.tierway.scheduler.engine.TierReason;
import dev.tierway.storage.Database;
import dev.tierway.storage.group.GroupWriter;
import dev.tierway.storage.ledger.Dimension;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.ledger.LedgerFilter;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.ledger.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The ledger as configured.
 *
 * @param patience how long the end of a request waits for its row to be on disk; zero: it does not
 * @param configHash of the configuration that is running
 */
record LedgerParts(
        Database database, LedgerStore store, GroupWriter<LedgerEntry> writer, Duration patience, String configHash)
        implements AutoCloseable {

    /** Throws when the database cannot be used. */
    static LedgerParts open(TierwayConfig config) {
        Database database = Database.open(config.storage().settings());
        LedgerStore store = database.ledger();
        GroupWriter.Settings settings =
                GroupWriter.Settings.DEFAULTS.withLimit(config.storage().maxUnwritten());
        return new LedgerParts(
                database,
                store,
                store.writer(settings, Ticker.system()),
                config.storage().waitForLedger(),
                config.hash());
    }

    LedgerMetering metering(WallClock wall) {
        return new LedgerMetering(this::record, wall, configHash);
    }

    /** A row that is not on disk in time is still going to be written: its caller waits no longer. */
    private void record(LedgerEntry entry) {
        GroupWriter<LedgerEntry>.Recorded recorded = writer.record(entry);
        if (patience.isPositive()) {
            try {
                recorded.awaitDurable(patience);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What was spent and told before this start. */
    LimitParts.Past past() {
        return new LimitParts.Past(this::spent, database.alerts()::claim);
    }

    private long spent(LimitScope scope, Instant from, Instant to) {
        LedgerFilter all = LedgerFilter.in(new TimeRange(from, to));
        LedgerFilter ofProject = only(Dimension.PROJECT, scope.project(), all);
        LedgerFilter ofKey = only(Dimension.KEY, scope.key(), ofProject);
        LedgerFilter ofUseCase = only(Dimension.USE_CASE, scope.useCase(), ofKey);
        LedgerFilter ofModel = only(Dimension.MODEL, scope.model(), ofUseCase);
        return store.total(scope.escalated() ? ofModel.with(Dimension.REASON, TierReason.ESCALATED.label()) : ofModel)
                .costNanos();
    }

    private static LedgerFilter only(Dimension dimension, Optional<String> value, LedgerFilter filter) {
        return value.map(it -> filter.with(dimension, it)).orElse(filter);
    }

    /** Writes what waits, then lets go of the database. */
    @Override
    public void close() {
        writer.close();
        database.close();
    }
}
