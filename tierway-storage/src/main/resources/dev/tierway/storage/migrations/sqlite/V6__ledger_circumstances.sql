-- The texts of ledger entries repeat, so they are kept once: an entry names its circumstances by a number, and is less than
-- half as long. The view shows entries whole.
CREATE TABLE ledger_circumstances (
    id INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    key_id TEXT NOT NULL,
    use_case TEXT NOT NULL,
    model TEXT NOT NULL,
    deployment TEXT NOT NULL,
    tier_requested TEXT NOT NULL,
    tier_served TEXT NOT NULL,
    reason TEXT NOT NULL,
    outcome TEXT NOT NULL,
    price_version TEXT NOT NULL,
    unpriced_reason TEXT NOT NULL,
    reservation TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    UNIQUE (
        project, key_id, use_case, model, deployment, tier_requested, tier_served, reason, outcome, price_version,
        unpriced_reason, reservation, config_hash),
    CHECK ((price_version = '') = (unpriced_reason <> ''))
) STRICT;

CREATE TABLE ledger_entry (
    seq INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL UNIQUE,
    ended_at INTEGER NOT NULL,
    circumstances INTEGER NOT NULL,
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
    cost_nanos INTEGER
) STRICT;

INSERT INTO ledger_circumstances (
    project, key_id, use_case, model, deployment, tier_requested, tier_served, reason, outcome, price_version,
    unpriced_reason, reservation, config_hash)
SELECT DISTINCT
    project, key_id, use_case, model, deployment, tier_requested, tier_served, reason, outcome, price_version,
    unpriced_reason, reservation, config_hash
FROM ledger;

INSERT INTO ledger_entry (
    seq, request_id, ended_at, circumstances, input_uncached, cache_read, cache_write_5m, cache_write_1h, output, reasoning,
    tokens_held, tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos)
SELECT
    seq, request_id, ended_at, id, input_uncached, cache_read, cache_write_5m, cache_write_1h, output, reasoning,
    tokens_held, tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos
FROM ledger JOIN ledger_circumstances USING (
    project, key_id, use_case, model, deployment, tier_requested, tier_served, reason, outcome, price_version,
    unpriced_reason, reservation, config_hash)
ORDER BY seq;

DROP TABLE ledger;

CREATE INDEX ledger_time ON ledger_entry (ended_at);
CREATE INDEX ledger_circumstances_time ON ledger_entry (circumstances, ended_at);
CREATE INDEX ledger_circumstances_reservation ON ledger_circumstances (reservation) WHERE reservation <> '';

CREATE VIEW ledger AS SELECT
    seq, request_id, ended_at, project, key_id, use_case, model, deployment, tier_requested, tier_served, reason,
    outcome, input_uncached, cache_read, cache_write_5m, cache_write_1h, output, reasoning, tokens_held,
    tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos, price_version,
    unpriced_reason, reservation, config_hash
FROM ledger_entry JOIN ledger_circumstances ON id = circumstances;
