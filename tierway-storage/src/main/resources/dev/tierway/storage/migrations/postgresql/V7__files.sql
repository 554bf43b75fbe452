-- Files of projects, in chunks. A row that is not complete is an upload that runs, or what is left of one that died or of
-- a file that was deleted.
CREATE TABLE file (
    id text COLLATE "C" NOT NULL PRIMARY KEY,
    project text NOT NULL,
    purpose text NOT NULL,
    filename text NOT NULL,
    bytes bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    complete bigint NOT NULL,
    touched_at bigint NOT NULL
);

CREATE INDEX file_project ON file (project, id);
CREATE INDEX file_expires ON file (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX file_incomplete ON file (touched_at) WHERE complete = 0;

CREATE TABLE file_chunk (
    file text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (file, number)
);
