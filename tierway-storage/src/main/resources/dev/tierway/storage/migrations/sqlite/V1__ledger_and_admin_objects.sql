-- One row for every request, written at its end and never changed. Times are microseconds since 1970, money is in
-- nano-dollars; texts are empty where there is nothing to say.
CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL UNIQUE,
    ended_at INTEGER NOT NULL,
    project TEXT NOT NULL,
    key_id TEXT NOT NULL,
    use_case TEXT NOT NULL,
    model TEXT NOT NULL,
    deployment TEXT NOT NULL,
    tier_requested TEXT NOT NULL,
    tier_served TEXT NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL,
    input_uncached INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    tokens_held INTEGER NOT NULL,
    tokens_settled INTEGER NOT NULL,
    queue_nanos INTEGER,
    ttft_nanos INTEGER,
    decode_nanos INTEGER,
    network_nanos INTEGER,
    cost_nanos INTEGER,
    price_version TEXT NOT NULL,
    unpriced_reason TEXT NOT NULL,
    reservation TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    CHECK ((cost_nanos IS NULL) = (price_version = '') AND (cost_nanos IS NULL) = (unpriced_reason <> ''))
) STRICT;

CREATE INDEX ledger_time ON ledger (ended_at);
CREATE INDEX ledger_project_time ON ledger (project, ended_at);

-- Who changed what.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_name TEXT NOT NULL,
    state_before TEXT,
    state_after TEXT
) STRICT;

CREATE INDEX audit_object ON audit (object_kind, object_name, seq);

-- Every version a reservation ever had; the highest is in force.
CREATE TABLE reservation (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;

-- Callers' keys, of which only digests are kept.
CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- Money spent by whoever a budget counts, in a period of it; can be computed anew from the ledger.
CREATE TABLE spend (
    scope TEXT NOT NULL,
    period_start INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    PRIMARY KEY (scope, period_start)
) STRICT;
