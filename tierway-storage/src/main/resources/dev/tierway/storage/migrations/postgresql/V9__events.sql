-- What happened, and to which webhooks it was told.
CREATE TABLE event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    type text NOT NULL,
    created_at bigint NOT NULL,
    project text NOT NULL,
    object_id text NOT NULL,
    routed bigint NOT NULL DEFAULT 0
);

CREATE INDEX event_time ON event (created_at);
CREATE INDEX event_not_routed ON event (seq) WHERE routed = 0;

CREATE TABLE event_delivery (
    event bigint NOT NULL REFERENCES event (seq),
    webhook text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    since bigint NOT NULL,
    due_at bigint NOT NULL,
    claims bigint NOT NULL DEFAULT 0,
    attempts bigint NOT NULL DEFAULT 0,
    last_at bigint,
    last_result text NOT NULL DEFAULT '',
    PRIMARY KEY (event, webhook)
);

CREATE INDEX event_delivery_due ON event_delivery (webhook, due_at) WHERE state = 'waiting';
