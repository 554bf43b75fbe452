-- Files of projects, in chunks. A row that is not complete is an upload that runs, or what is left of one that died or of
-- a file that was deleted.
CREATE TABLE file (
    id TEXT NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    purpose TEXT NOT NULL,
    filename TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    complete INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT;

CREATE INDEX file_project ON file (project, id);
CREATE INDEX file_expires ON file (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX file_incomplete ON file (touched_at) WHERE complete = 0;

CREATE TABLE file_chunk (
    file TEXT NOT NULL,
    number INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (file, number)
) STRICT;
