-- Batches, their lines while they are unfinished, and the leases of the gateways that run them. What a line was asked and
-- answered lies apart, so that its state changes cheaply.
CREATE TABLE batch (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    project text NOT NULL,
    key_id text NOT NULL,
    use_case text NOT NULL,
    endpoint text NOT NULL,
    model text NOT NULL DEFAULT '',
    input_file text NOT NULL,
    completion_window text NOT NULL,
    metadata text NOT NULL,
    output_expires_after bigint,
    share_identical bigint NOT NULL,
    micro bigint NOT NULL,
    status text NOT NULL DEFAULT 'validating',
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    in_progress_at bigint,
    finalizing_at bigint,
    cancelling_at bigint,
    ended_at bigint,
    total bigint NOT NULL DEFAULT 0,
    completed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    input_uncached bigint NOT NULL DEFAULT 0,
    cache_read bigint NOT NULL DEFAULT 0,
    cache_write_5m bigint NOT NULL DEFAULT 0,
    cache_write_1h bigint NOT NULL DEFAULT 0,
    output bigint NOT NULL DEFAULT 0,
    reasoning bigint NOT NULL DEFAULT 0,
    cost_nanos bigint NOT NULL DEFAULT 0,
    unpriced bigint NOT NULL DEFAULT 0,
    enqueued_tokens bigint NOT NULL DEFAULT 0,
    output_file text,
    error_file text,
    problems text NOT NULL DEFAULT '',
    node text,
    turn bigint NOT NULL DEFAULT 0,
    -- Whether the lines of an ended batch are gone.
    forgotten bigint NOT NULL DEFAULT 0,
    CHECK (completed + failed <= total)
);

CREATE INDEX batch_project ON batch (project, seq);
CREATE INDEX batch_unfinished ON batch (seq) WHERE ended_at IS NULL;
CREATE INDEX batch_unforgotten ON batch (ended_at) WHERE ended_at IS NOT NULL AND forgotten = 0;

CREATE TABLE batch_line (
    batch text NOT NULL REFERENCES batch (id),
    number bigint NOT NULL,
    custom_id text NOT NULL,
    request_id text NOT NULL UNIQUE,
    order_key bytea NOT NULL,
    identity bytea,
    input_tokens bigint NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    node text,
    turn bigint NOT NULL DEFAULT 0,
    status_code bigint,
    error_code text,
    error_message text,
    PRIMARY KEY (batch, number)
);

CREATE INDEX batch_line_waiting ON batch_line (batch, order_key, number) WHERE state = 'waiting';
CREATE INDEX batch_line_identical ON batch_line (batch, identity) WHERE state = 'waiting' AND identity IS NOT NULL;
CREATE INDEX batch_line_running ON batch_line (node) WHERE state = 'running';

CREATE TABLE batch_line_body (
    batch text NOT NULL,
    number bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (batch, number)
);

CREATE TABLE batch_line_result (
    batch text NOT NULL,
    number bigint NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (batch, number)
);

CREATE TABLE batch_node (
    node text PRIMARY KEY,
    lease_until bigint NOT NULL
);
