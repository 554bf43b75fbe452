-- What happened, and to which webhooks it was told.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    project TEXT NOT NULL,
    object_id TEXT NOT NULL,
    routed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX event_time ON event (created_at);
CREATE INDEX event_not_routed ON event (seq) WHERE routed = 0;

CREATE TABLE event_delivery (
    event INTEGER NOT NULL REFERENCES event (seq),
    webhook TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    since INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claims INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_at INTEGER,
    last_result TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (event, webhook)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_delivery_due ON event_delivery (webhook, due_at) WHERE state = 'waiting';
