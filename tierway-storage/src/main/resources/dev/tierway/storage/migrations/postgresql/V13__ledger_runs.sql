-- As on SQLite, where entries are found by their minute. Here indices on time find them.
CREATE VIEW ledger_by_time AS SELECT
    ended_at / 60000000 AS minute, seq, request_id, ended_at, project, key_id, use_case, model, deployment,
    tier_requested, tier_served, reason, outcome, input_uncached, cache_read, cache_write_5m, cache_write_1h, output,
    reasoning, tokens_held, tokens_settled, queue_nanos, ttft_nanos, decode_nanos, network_nanos, cost_nanos,
    price_version, unpriced_reason, reservation, config_hash
FROM ledger_entry JOIN ledger_circumstances ON id = circumstances;
