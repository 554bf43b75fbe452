-- Answers that were kept, with what was asked, and what callers thought of answers.
CREATE TABLE stored_completion (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project text NOT NULL,
    id text NOT NULL,
    request_id text NOT NULL,
    use_case text NOT NULL,
    model text NOT NULL,
    episode text NOT NULL,
    reason text NOT NULL,
    created_at bigint NOT NULL,
    metadata text NOT NULL,
    request text NOT NULL,
    reply text NOT NULL,
    UNIQUE (project, id)
);

CREATE INDEX stored_completion_time ON stored_completion (created_at);
CREATE INDEX stored_completion_project_time ON stored_completion (project, created_at, seq);

CREATE TABLE feedback (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL UNIQUE,
    project text NOT NULL,
    key_id text NOT NULL,
    target_kind text NOT NULL CHECK (target_kind IN ('request', 'episode')),
    target text NOT NULL,
    name text NOT NULL,
    value_kind text NOT NULL CHECK (value_kind IN ('boolean', 'number', 'comment', 'demonstration')),
    value text NOT NULL,
    metadata text NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (project, target_kind, target, name, key_id)
);

CREATE INDEX feedback_time ON feedback (created_at);
CREATE INDEX feedback_project_time ON feedback (project, created_at, seq);
