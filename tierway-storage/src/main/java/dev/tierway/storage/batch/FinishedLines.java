package dev.tierway.storage.batch;

import dev.tierway.core.usage.Usage;
import dev.tierway.storage.ledger.LedgerEntry;
import dev.tierway.storage.sql.StorableText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Writes results within a transaction. */
final class FinishedLines {
    private static final Comparator<FinishedLine> IN_ORDER = Comparator.comparing(
                    (FinishedLine line) -> line.claim().batchId())
            .thenComparingLong(line -> line.claim().number());

    private final Handle handle;

    FinishedLines(Handle handle) {
        this.handle = handle;
    }

    /** Writes those whose claims are held, and what they add to their batches; gives those. */
    List<FinishedLine> write(List<FinishedLine> lines) throws SQLException {
        // Everybody locks lines in the same order.
        List<FinishedLine> finished = end(lines.stream().sorted(IN_ORDER).toList());
        storeAnswers(finished);
        Map<String, Sums> sums = new TreeMap<>();
        finished.forEach(line -> sums.merge(line.claim().batchId(), Sums.of(line), Sums::plus));
        sums.forEach(this::addToBatch);
        return finished;
    }

    private List<FinishedLine> end(List<FinishedLine> lines) throws SQLException {
        try (PreparedStatement update = handle.getConnection()
                .prepareStatement("UPDATE batch_line SET state = ?, status_code = ?, error_code = ?, error_message = ?,"
                        + " node = NULL WHERE batch = ? AND number = ? AND turn = ? AND state = 'running'")) {
            for (FinishedLine line : lines) {
                update.setString(1, line.outcome().state().wireName());
                switch (line.outcome()) {
                    case LineOutcome.Answered answered -> {
                        update.setInt(2, answered.statusCode());
                        update.setNull(3, Types.VARCHAR);
                        update.setNull(4, Types.VARCHAR);
                    }
                    case LineOutcome.Failed failure -> {
                        update.setNull(2, Types.BIGINT);
                        update.setString(3, StorableText.of(failure.code()));
                        update.setString(4, StorableText.of(failure.message()));
                    }
                }
                update.setString(5, line.claim().batchId());
                update.setLong(6, line.claim().number());
                update.setLong(7, line.claim().turn());
                update.addBatch();
            }
            return LineRow.changed(lines, update.executeBatch());
        }
    }

    private void storeAnswers(List<FinishedLine> lines) throws SQLException {
        try (PreparedStatement insert = handle.getConnection()
                .prepareStatement("INSERT INTO batch_line_result (batch, number, body) VALUES (?, ?, ?)")) {
            for (FinishedLine line : lines) {
                if (line.outcome() instanceof LineOutcome.Answered answered) {
                    insert.setString(1, line.claim().batchId());
                    insert.setLong(2, line.claim().number());
                    insert.setBytes(3, answered.body());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private void addToBatch(String batchId, Sums sums) {
        Usage usage = sums.use().usage();
        handle.createUpdate("""
                        UPDATE batch SET completed = completed + :completed, failed = failed + :failed,
                            input_uncached = input_uncached + :uncached, cache_read = cache_read + :read,
                            cache_write_5m = cache_write_5m + :write5m, cache_write_1h = cache_write_1h + :write1h,
                            output = output + :output, reasoning = reasoning + :reasoning,
                            cost_nanos = cost_nanos + :cost, unpriced = unpriced + :unpriced
                        WHERE id = :id""")
                .bind("completed", sums.completed())
                .bind("failed", sums.failed())
                .bind("uncached", usage.inputUncached())
                .bind("read", usage.cacheRead())
                .bind("write5m", usage.cacheWrite5m())
                .bind("write1h", usage.cacheWrite1h())
                .bind("output", usage.output())
                .bind("reasoning", usage.reasoning())
                .bind("cost", sums.use().costNanos())
                .bind("unpriced", sums.use().unpriced())
                .bind("id", batchId)
                .execute();
    }

    private record Sums(long completed, long failed, StoredBatch.Use use) {
        static Sums of(FinishedLine line) {
            boolean done = line.outcome().state() == LineState.DONE;
            return new Sums(done ? 1 : 0, done ? 0 : 1, use(line.entry()));
        }

        private static StoredBatch.Use use(LedgerEntry entry) {
            return switch (entry.cost()) {
                case LedgerEntry.Cost.Priced priced -> new StoredBatch.Use(entry.usage(), priced.nanos(), 0);
                case LedgerEntry.Cost.Unpriced _ -> new StoredBatch.Use(entry.usage(), 0, 1);
            };
        }

        Sums plus(Sums other) {
            return new Sums(
                    completed + other.completed,
                    failed + other.failed,
                    new StoredBatch.Use(
                            use.usage().plus(other.use.usage()),
                            use.costNanos() + other.use.costNanos(),
                            use.unpriced() + other.use.unpriced()));
        }
    }
}
