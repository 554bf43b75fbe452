-- Answers that were kept, with what was asked, and what callers thought of answers.
CREATE TABLE stored_completion (
    seq INTEGER PRIMARY KEY,
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    use_case TEXT NOT NULL,
    model TEXT NOT NULL,
    episode TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    request TEXT NOT NULL,
    reply TEXT NOT NULL,
    UNIQUE (project, id)
) STRICT;

CREATE INDEX stored_completion_time ON stored_completion (created_at);
CREATE INDEX stored_completion_project_time ON stored_completion (project, created_at, seq);

CREATE TABLE feedback (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    key_id TEXT NOT NULL,
    target_kind TEXT NOT NULL CHECK (target_kind IN ('request', 'episode')),
    target TEXT NOT NULL,
    name TEXT NOT NULL,
    value_kind TEXT NOT NULL CHECK (value_kind IN ('boolean', 'number', 'comment', 'demonstration')),
    value TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (project, target_kind, target, name, key_id)
) STRICT;

CREATE INDEX feedback_time ON feedback (created_at);
CREATE INDEX feedback_project_time ON feedback (project, created_at, seq);
