-- Alerts that were told, so that neither a restart nor another gateway tells them again.
CREATE TABLE alert_told (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

-- Budgets are restored from the ledger.
DROP TABLE spend;
