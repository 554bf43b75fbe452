package dev.tierway.storage;

import dev.tierway.core.time.WallClock;
import dev.tierway.storage.alert.AlertStore;
import dev.tierway.storage.audit.AuditStore;
import dev.tierway.storage.batch.BatchLineStore;
import dev.tierway.storage.batch.BatchStore;
import dev.tierway.storage.completion.CompletionStore;
import dev.tierway.storage.evals.EvalItemStore;
import dev.tierway.storage.evals.EvalRunStore;
import dev.tierway.storage.evals.EvalStore;
import dev.tierway.storage.event.EventStore;
import dev.tierway.storage.feedback.FeedbackStore;
import dev.tierway.storage.file.FileStore;
import dev.tierway.storage.key.KeyStore;
import dev.tierway.storage.ledger.LedgerStore;
import dev.tierway.storage.reservation.ReservationStore;
import dev.tierway.storage.sql.Transactions;

/**
 * An open database with its stores, its schema brought up to date. Thread-safe.
 *
 * <p>Stores throw {@link dev.tierway.core.failure.FailureException} with a code that begins with {@code storage_} when
 * the database does not do what it is told.
 */
public final class Database implements AutoCloseable {
    private final Transactions transactions;

    private Database(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Opens or creates the database.
     *
     * @throws dev.tierway.core.failure.FailureException when it cannot be reached, is not ours, is damaged or not
     *     writable, or was written by a newer program
     */
    public static Database open(StorageSettings settings) {
        return new Database(Transactions.open(settings));
    }

    public LedgerStore ledger() {
        return new LedgerStore(transactions);
    }

    public AuditStore audit() {
        return new AuditStore(transactions);
    }

    public ReservationStore reservations() {
        return new ReservationStore(transactions);
    }

    public KeyStore keys() {
        return new KeyStore(transactions);
    }

    public BatchStore batches() {
        return new BatchStore(transactions);
    }

    public BatchLineStore batchLines() {
        return new BatchLineStore(transactions);
    }

    public AlertStore alerts() {
        return new AlertStore(transactions);
    }

    /**
     * Files of projects.
     *
     * @param clock decides what has expired, and which uploads have died
     */
    public FileStore files(WallClock clock) {
        return new FileStore(transactions, clock);
    }

    public EvalStore evals() {
        return new EvalStore(transactions);
    }

    public EvalRunStore evalRuns() {
        return new EvalRunStore(transactions);
    }

    public EvalItemStore evalItems() {
        return new EvalItemStore(transactions);
    }

    public EventStore events() {
        return new EventStore(transactions);
    }

    public CompletionStore completions() {
        return new CompletionStore(transactions);
    }

    public FeedbackStore feedback() {
        return new FeedbackStore(transactions);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
