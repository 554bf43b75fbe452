-- One row for every request, written at its end and never changed. Times are microseconds since 1970, money is in
-- nano-dollars; texts are empty where there is nothing to say.
CREATE TABLE ledger (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id text NOT NULL UNIQUE,
    ended_at bigint NOT NULL,
    project text NOT NULL,
    key_id text NOT NULL,
    use_case text NOT NULL,
    model text NOT NULL,
    deployment text NOT NULL,
    tier_requested text NOT NULL,
    tier_served text NOT NULL,
    reason text NOT NULL,
    outcome text NOT NULL,
    input_uncached bigint NOT NULL,
    cache_read bigint NOT NULL,
    cache_write_5m bigint NOT NULL,
    cache_write_1h bigint NOT NULL,
    output bigint NOT NULL,
    reasoning bigint NOT NULL,
    tokens_held bigint NOT NULL,
    tokens_settled bigint NOT NULL,
    queue_nanos bigint,
    ttft_nanos bigint,
    decode_nanos bigint,
    network_nanos bigint,
    cost_nanos bigint,
    price_version text NOT NULL,
    unpriced_reason text NOT NULL,
    reservation text NOT NULL,
    config_hash text NOT NULL,
    CHECK ((cost_nanos IS NULL) = (price_version = '') AND (cost_nanos IS NULL) = (unpriced_reason <> ''))
);

CREATE INDEX ledger_time ON ledger (ended_at, seq);
CREATE INDEX ledger_project_time ON ledger (project, ended_at, seq);

-- Who changed what.
CREATE TABLE audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_name text NOT NULL,
    state_before text,
    state_after text
);

CREATE INDEX audit_object ON audit (object_kind, object_name, seq);

-- Every version a reservation ever had; the highest is in force.
CREATE TABLE reservation (
    name text NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    cancelled bigint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (name, version)
);

-- Callers' keys, of which only digests are kept.
CREATE TABLE api_key (
    id text NOT NULL PRIMARY KEY,
    digest text NOT NULL UNIQUE,
    project text NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint
);

-- Money spent by whoever a budget counts, in a period of it; can be computed anew from the ledger.
CREATE TABLE spend (
    scope text NOT NULL,
    period_start bigint NOT NULL,
    nanos bigint NOT NULL,
    PRIMARY KEY (scope, period_start)
);
