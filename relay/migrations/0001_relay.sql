-- What happened, who may connect, and what the command line asks for. Times are milliseconds since 1970.

CREATE TABLE workspaces (
    name    TEXT   NOT NULL PRIMARY KEY,
    -- What the relay's own events are written under.
    origin  TEXT   NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE devices (
    workspace  TEXT   NOT NULL,
    -- What the device's events are written under.
    origin     TEXT   NOT NULL,
    token_hash TEXT   NOT NULL UNIQUE,
    -- The Origin header it paired with; empty for a client that is no browser.
    web_origin TEXT   NOT NULL,
    created    BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    PRIMARY KEY (workspace, origin)
);

CREATE TABLE pairing_codes (
    hash      TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    expires   BIGINT NOT NULL
);

CREATE TABLE events (
    workspace TEXT   NOT NULL,
    -- The order of arrival; also the cursor of those who read.
    number    BIGINT NOT NULL,
    origin    TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    account   TEXT   NOT NULL,
    type      TEXT   NOT NULL,
    fact      TEXT   NOT NULL,
    PRIMARY KEY (workspace, number),
    UNIQUE (workspace, origin, seq),
    UNIQUE (workspace, id)
);

CREATE TABLE entries (
    workspace TEXT   NOT NULL,
    account   TEXT   NOT NULL,
    round     TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    viewer    TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    origin    TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    PRIMARY KEY (workspace, account, round, id)
);

CREATE TABLE snapshots (
    workspace TEXT   NOT NULL,
    -- The state holds every event up to this number.
    number    BIGINT NOT NULL,
    -- Events up to this number are not all in the events table: who lacks one needs the whole state.
    floor     BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    PRIMARY KEY (workspace, number)
);

CREATE TABLE key_owners (
    -- SHA-256 of an API key, so that a key finds its workspace before that is loaded.
    hash      TEXT NOT NULL PRIMARY KEY,
    workspace TEXT NOT NULL
);

CREATE TABLE commands (
    id        TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    command   TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    -- Filled in by the server that executed it.
    done      BIGINT,
    outcome   TEXT
);

CREATE INDEX commands_waiting ON commands (created) WHERE done IS NULL;
