-- Evals, their runs with the lease of the gateway that works on each, and results of items. What callers wrote is JSON.
CREATE TABLE eval (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    metadata TEXT NOT NULL,
    data_source TEXT NOT NULL,
    criteria TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX eval_project ON eval (project, seq);

CREATE TABLE eval_run (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    eval TEXT NOT NULL REFERENCES eval (id),
    project TEXT NOT NULL,
    key_id TEXT NOT NULL,
    use_case TEXT NOT NULL,
    name TEXT NOT NULL,
    model TEXT NOT NULL,
    metadata TEXT NOT NULL,
    data_source TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'queued',
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    total INTEGER,
    passed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    errored INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_message TEXT,
    node TEXT,
    turn INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX eval_run_eval ON eval_run (eval, seq);
CREATE INDEX eval_run_unfinished ON eval_run (seq) WHERE ended_at IS NULL;

CREATE TABLE eval_run_criterion (
    run TEXT NOT NULL,
    number INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    errored INTEGER NOT NULL,
    PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE eval_run_model (
    run TEXT NOT NULL,
    model TEXT NOT NULL,
    calls INTEGER NOT NULL,
    input_uncached INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (run, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE eval_output_item (
    run TEXT NOT NULL,
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (run, number)
) STRICT;
