-- Alerts that were told, so that neither a restart nor another gateway tells them again.
CREATE TABLE alert_told (
    id text NOT NULL PRIMARY KEY,
    at bigint NOT NULL
);

-- Budgets are restored from the ledger.
DROP TABLE spend;
