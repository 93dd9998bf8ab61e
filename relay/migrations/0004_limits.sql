-- What a workspace's tier opens, what single keys may do, and how often they did. Times are milliseconds since 1970.

-- free, pro or business.
ALTER TABLE workspaces ADD COLUMN tier TEXT NOT NULL DEFAULT 'business';

-- One row: how often an operator changed a tier. A running server reads it to learn that what it remembers is old.
CREATE TABLE operator_changes (
    count BIGINT NOT NULL
);
INSERT INTO operator_changes (count) VALUES (0);

-- For keys that were made with terms of their own.
CREATE TABLE key_terms (
    -- SHA-256 of the key.
    hash       TEXT NOT NULL PRIMARY KEY,
    -- The family of addresses it opens.
    api        TEXT NOT NULL,
    -- Null: as every key.
    per_minute BIGINT,
    per_day    BIGINT,
    -- Names separated by commas; null: all there are.
    scopes     TEXT
);

CREATE TABLE key_uses (
    hash TEXT   NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);

CREATE TABLE rate_counters (
    hash    TEXT   NOT NULL,
    -- How long the window is, and when it began.
    span    BIGINT NOT NULL,
    start   BIGINT NOT NULL,
    -- How many requests the servers were given so far, and how many of them last.
    used    BIGINT NOT NULL,
    granted BIGINT NOT NULL,
    PRIMARY KEY (hash, span, start)
);
