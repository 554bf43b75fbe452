-- The entries first_seq to last_seq of ledger_entry, all of them, have these circumstances and ended in this minute since
-- 1970. Entries are stored in groups that are sorted so, which makes a run of many of them: it costs less to write than the
-- two entries in indices that every one of them had.
CREATE TABLE ledger_run (
    circumstances INTEGER NOT NULL,
    minute INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (circumstances, minute, first_seq)
) STRICT, WITHOUT ROWID;

-- Entries that follow on each other keep their distance to their place among those alike.
INSERT INTO ledger_run (circumstances, minute, first_seq, last_seq)
SELECT circumstances, minute, min(seq), max(seq)
FROM (
    SELECT
        circumstances, ended_at / 60000000 AS minute, seq,
        seq - row_number() OVER (PARTITION BY circumstances, ended_at / 60000000 ORDER BY seq) AS distance
    FROM ledger_entry)
GROUP BY circumstances, minute, distance;

-- Covers all columns; entries come in the order in which they lie.
CREATE INDEX ledger_run_minute ON ledger_run (minute, last_seq);

DROP INDEX ledger_time;
DROP INDEX ledger_circumstances_time;

-- For whoever names a range of minutes. SQLite keeps a cross join's order: runs are found by circumstances or by minute,
-- whatever is asked for, and entries by their runs.
CREATE VIEW ledger_by_time AS SELECT
    minute, seq, request_id, ended_at, project, key_id, use_case, model, deployment, tier_requested, tier_served, reason,
    outcome, input_uncached, cache_read, cache_write_5m, cache_write_1h, output, reasoning, tokens_held,
    tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos, price_version,
    unpriced_reason, reservation, config_hash
FROM ledger_circumstances
JOIN ledger_run ON ledger_run.circumstances = id
CROSS JOIN ledger_entry ON seq BETWEEN first_seq AND last_seq;
