-- Broadcasts, and what the workspace has written to be said by itself. Times are milliseconds since 1970.

CREATE TABLE broadcasts (
    id        TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    title     TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    -- When it goes out; its messages are those that name it.
    planned   BIGINT NOT NULL,
    created   BIGINT NOT NULL
);

CREATE TABLE flows (
    workspace TEXT NOT NULL,
    -- What addresses call it.
    flow      TEXT NOT NULL,
    name      TEXT NOT NULL,
    -- What it does, in order, as JSON.
    steps     TEXT NOT NULL,
    PRIMARY KEY (workspace, flow)
);

-- Who waits in a flow, and what is left to do.
CREATE TABLE flow_runs (
    id        TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    flow      TEXT   NOT NULL,
    person    TEXT   NOT NULL REFERENCES people (id),
    line      TEXT   NOT NULL REFERENCES lines (id),
    -- The family of addresses it was started through.
    source    TEXT   NOT NULL,
    steps     TEXT   NOT NULL,
    due       BIGINT NOT NULL
);

CREATE INDEX flow_runs_due ON flow_runs (due);
CREATE INDEX flow_runs_of_flow ON flow_runs (workspace, flow);
