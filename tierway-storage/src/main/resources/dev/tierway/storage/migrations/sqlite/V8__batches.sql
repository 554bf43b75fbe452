-- Batches, their lines while they are unfinished, and the leases of the gateways that run them. What a line was asked and
-- answered lies apart, so that its state changes cheaply.
CREATE TABLE batch (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    key_id TEXT NOT NULL,
    use_case TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL DEFAULT '',
    input_file TEXT NOT NULL,
    completion_window TEXT NOT NULL,
    metadata TEXT NOT NULL,
    output_expires_after INTEGER,
    share_identical INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'validating',
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    in_progress_at INTEGER,
    finalizing_at INTEGER,
    cancelling_at INTEGER,
    ended_at INTEGER,
    total INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    input_uncached INTEGER NOT NULL DEFAULT 0,
    cache_read INTEGER NOT NULL DEFAULT 0,
    cache_write_5m INTEGER NOT NULL DEFAULT 0,
    cache_write_1h INTEGER NOT NULL DEFAULT 0,
    output INTEGER NOT NULL DEFAULT 0,
    reasoning INTEGER NOT NULL DEFAULT 0,
    cost_nanos INTEGER NOT NULL DEFAULT 0,
    unpriced INTEGER NOT NULL DEFAULT 0,
    enqueued_tokens INTEGER NOT NULL DEFAULT 0,
    output_file TEXT,
    error_file TEXT,
    problems TEXT NOT NULL DEFAULT '',
    node TEXT,
    turn INTEGER NOT NULL DEFAULT 0,
    -- Whether the lines of an ended batch are gone.
    forgotten INTEGER NOT NULL DEFAULT 0,
    CHECK (completed + failed <= total)
) STRICT;

CREATE INDEX batch_project ON batch (project, seq);
CREATE INDEX batch_unfinished ON batch (seq) WHERE ended_at IS NULL;
CREATE INDEX batch_unforgotten ON batch (ended_at) WHERE ended_at IS NOT NULL AND forgotten = 0;

CREATE TABLE batch_line (
    batch TEXT NOT NULL REFERENCES batch (id),
    number INTEGER NOT NULL,
    custom_id TEXT NOT NULL,
    request_id TEXT NOT NULL UNIQUE,
    order_key BLOB NOT NULL,
    identity BLOB,
    input_tokens INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    node TEXT,
    turn INTEGER NOT NULL DEFAULT 0,
    status_code INTEGER,
    error_code TEXT,
    error_message TEXT,
    PRIMARY KEY (batch, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_line_waiting ON batch_line (batch, order_key, number) WHERE state = 'waiting';
CREATE INDEX batch_line_identical ON batch_line (batch, identity) WHERE state = 'waiting' AND identity IS NOT NULL;
CREATE INDEX batch_line_running ON batch_line (node) WHERE state = 'running';

CREATE TABLE batch_line_body (
    batch TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (batch, number)
) STRICT;

CREATE TABLE batch_line_result (
    batch TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (batch, number)
) STRICT;

CREATE TABLE batch_node (
    node TEXT PRIMARY KEY,
    lease_until INTEGER NOT NULL
) STRICT;
