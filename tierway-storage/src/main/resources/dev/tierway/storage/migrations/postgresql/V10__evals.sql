-- Evals, their runs with the lease of the gateway that works on each, and results of items. What callers wrote is JSON.
CREATE TABLE eval (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    project text NOT NULL,
    name text NOT NULL,
    metadata text NOT NULL,
    data_source text NOT NULL,
    criteria text NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX eval_project ON eval (project, seq);

CREATE TABLE eval_run (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    eval text NOT NULL REFERENCES eval (id),
    project text NOT NULL,
    key_id text NOT NULL,
    use_case text NOT NULL,
    name text NOT NULL,
    model text NOT NULL,
    metadata text NOT NULL,
    data_source text NOT NULL,
    status text NOT NULL DEFAULT 'queued',
    created_at bigint NOT NULL,
    ended_at bigint,
    total bigint,
    passed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    errored bigint NOT NULL DEFAULT 0,
    error_code text,
    error_message text,
    node text,
    turn bigint NOT NULL DEFAULT 0,
    lease_until bigint NOT NULL DEFAULT 0
);

CREATE INDEX eval_run_eval ON eval_run (eval, seq);
CREATE INDEX eval_run_unfinished ON eval_run (seq) WHERE ended_at IS NULL;

CREATE TABLE eval_run_criterion (
    run text NOT NULL,
    number bigint NOT NULL,
    passed bigint NOT NULL,
    failed bigint NOT NULL,
    errored bigint NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE TABLE eval_run_model (
    run text NOT NULL,
    model text NOT NULL,
    calls bigint NOT NULL,
    input_uncached bigint NOT NULL,
    cache_read bigint NOT NULL,
    cache_write_5m bigint NOT NULL,
    cache_write_1h bigint NOT NULL,
    output bigint NOT NULL,
    reasoning bigint NOT NULL,
    cost_nanos bigint NOT NULL,
    unpriced bigint NOT NULL,
    PRIMARY KEY (run, model)
);

CREATE TABLE eval_output_item (
    run text NOT NULL,
    number bigint NOT NULL,
    outcome text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (run, number)
);
