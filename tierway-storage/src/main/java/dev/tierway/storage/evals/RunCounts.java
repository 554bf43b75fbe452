package dev.tierway.storage.evals;

import dev.tierway.storage.ledger.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** What results add to the counts of a run. */
record RunCounts(
        StoredEvalRun.Tally items,
        Map<Integer, StoredEvalRun.Tally> criteria,
        Map<String, StoredEvalRun.ModelUse> models) {

    static Map<String, RunCounts> of(List<FinishedItem> items) {
        Map<String, RunCounts> byRun = new TreeMap<>();
        items.forEach(item -> byRun.merge(item.claim().runId(), of(item), RunCounts::plus));
        return byRun;
    }

    private static RunCounts of(FinishedItem item) {
        Map<Integer, StoredEvalRun.Tally> criteria = new TreeMap<>();
        for (int i = 0; i < item.criteria().size(); i++) {
            criteria.put(i, StoredEvalRun.Tally.of(item.criteria().get(i)));
        }
        Map<String, StoredEvalRun.ModelUse> models = new TreeMap<>();
        item.entries().forEach(entry -> models.merge(entry.model(), use(entry), StoredEvalRun.ModelUse::plus));
        return new RunCounts(StoredEvalRun.Tally.of(item.outcome()), criteria, models);
    }

    private static StoredEvalRun.ModelUse use(LedgerEntry entry) {
        return switch (entry.cost()) {
            case LedgerEntry.Cost.Priced priced ->
                new StoredEvalRun.ModelUse(entry.model(), 1, entry.usage(), priced.nanos(), 0);
            case LedgerEntry.Cost.Unpriced _ -> new StoredEvalRun.ModelUse(entry.model(), 1, entry.usage(), 0, 1);
        };
    }

    private RunCounts plus(RunCounts other) {
        Map<Integer, StoredEvalRun.Tally> allCriteria = new TreeMap<>(criteria);
        other.criteria.forEach((number, tally) -> allCriteria.merge(number, tally, StoredEvalRun.Tally::plus));
        Map<String, StoredEvalRun.ModelUse> allModels = new TreeMap<>(models);
        other.models.forEach((model, use) -> allModels.merge(model, use, StoredEvalRun.ModelUse::plus));
        return new RunCounts(items.plus(other.items), allCriteria, allModels);
    }

    void addTo(Handle handle, String run) {
        bind(
                        handle.createUpdate("UPDATE eval_run SET passed = passed + :passed, failed = failed + :failed,"
                                + " errored = errored + :errored WHERE id = :run"),
                        items)
                .bind("run", run)
                .execute();
        criteria.forEach((number, tally) -> bind(handle.createUpdate("""
                        INSERT INTO eval_run_criterion AS c (run, number, passed, failed, errored)
                        VALUES (:run, :number, :passed, :failed, :errored)
                        ON CONFLICT (run, number) DO UPDATE SET passed = c.passed + excluded.passed,
                            failed = c.failed + excluded.failed, errored = c.errored + excluded.errored"""), tally)
                .bind("run", run)
                .bind("number", number)
                .execute());
        models.values().forEach(use -> add(handle, run, use));
    }

    private static Update bind(Update update, StoredEvalRun.Tally tally) {
        return update.bind("passed", tally.passed())
                .bind("failed", tally.failed())
                .bind("errored", tally.errored());
    }

    private static void add(Handle handle, String run, StoredEvalRun.ModelUse use) {
        handle.createUpdate("""
                        INSERT INTO eval_run_model AS m (run, model, calls, input_uncached, cache_read, cache_write_5m,
                            cache_write_1h, output, reasoning, cost_nanos, unpriced)
                        VALUES (:run, :model, :calls, :uncached, :read, :write5m, :write1h, :output, :reasoning, :cost,
                            :unpriced)
                        ON CONFLICT (run, model) DO UPDATE SET calls = m.calls + excluded.calls,
                            input_uncached = m.input_uncached + excluded.input_uncached,
                            cache_read = m.cache_read + excluded.cache_read,
                            cache_write_5m = m.cache_write_5m + excluded.cache_write_5m,
                            cache_write_1h = m.cache_write_1h + excluded.cache_write_1h,
                            output = m.output + excluded.output, reasoning = m.reasoning + excluded.reasoning,
                            cost_nanos = m.cost_nanos + excluded.cost_nanos,
                            unpriced = m.unpriced + excluded.unpriced""")
                .bind("run", run)
                .bind("model", use.model())
                .bind("calls", use.calls())
                .bind("uncached", use.usage().inputUncached())
                .bind("read", use.usage().cacheRead())
                .bind("write5m", use.usage().cacheWrite5m())
                .bind("write1h", use.usage().cacheWrite1h())
                .bind("output", use.usage().output())
                .bind("reasoning", use.usage().reasoning())
                .bind("cost", use.costNanos())
                .bind("unpriced", use.unpriced())
                .execute();
    }
}
