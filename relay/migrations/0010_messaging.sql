-- People, the lines they are reached over, and what was written there. Times are milliseconds since 1970, 0 for never.

CREATE TABLE people (
    id        TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    -- Counted in the workspace, for those who know people by number.
    number    BIGINT NOT NULL,
    -- imessage, whatsapp, live
    channel   TEXT   NOT NULL,
    -- A telephone number as E.164, or a viewer's name.
    address   TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    UNIQUE (workspace, channel, address),
    UNIQUE (workspace, number)
);

CREATE TABLE person_attributes (
    person    TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    workspace TEXT NOT NULL,
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (person, name)
);

CREATE INDEX person_attributes_by_value ON person_attributes (workspace, name, value);

CREATE TABLE lines (
    id        TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    -- What carries it: sandbox, bluebubbles, cloud, waha.
    connector TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    -- Its own number; empty where it has none.
    address   TEXT   NOT NULL,
    -- What the connector needs, as JSON, sealed under the key in the data folder, hex.
    settings  TEXT   NOT NULL,
    -- pending, connected, disconnected, failed
    state     TEXT   NOT NULL,
    -- Why it is so, where there is something to say.
    detail    TEXT   NOT NULL DEFAULT '',
    created   BIGINT NOT NULL,
    -- Up to when it was asked for what came while nobody listened.
    caught_up BIGINT NOT NULL DEFAULT 0,
    -- When it was given up; what was written over it stays.
    removed   BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX lines_of_workspace ON lines (workspace, created, id);

CREATE TABLE conversations (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace    TEXT   NOT NULL,
    line         TEXT   NOT NULL REFERENCES lines (id),
    person       TEXT   NOT NULL REFERENCES people (id),
    created      BIGINT NOT NULL,
    -- When the person last wrote: some services take only so long anything but templates after it.
    last_inbound BIGINT NOT NULL DEFAULT 0,
    UNIQUE (line, person)
);

CREATE INDEX conversations_of_person ON conversations (person);

-- One row a workspace: its last moment, and how many people it knows. Who takes the next of either keeps others waiting
-- until it is committed, so that moments are committed in their order.
CREATE TABLE message_clocks (
    workspace TEXT   NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    people    BIGINT NOT NULL
);

CREATE TABLE messages (
    id           TEXT   NOT NULL PRIMARY KEY,
    workspace    TEXT   NOT NULL,
    conversation TEXT   NOT NULL REFERENCES conversations (id),
    line         TEXT   NOT NULL,
    person       TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    -- in, out
    direction    TEXT   NOT NULL,
    -- text, image and so on.
    kind         TEXT   NOT NULL,
    -- The text, or the address of the media.
    content      TEXT   NOT NULL,
    -- What else belongs to it, as a JSON object: caption, filename, template.
    extra        TEXT   NOT NULL,
    -- draft, queued, sent, delivered, read, failed, received
    status       TEXT   NOT NULL,
    -- Why it failed, and what the service calls that.
    reason       TEXT   NOT NULL DEFAULT '',
    code         TEXT   NOT NULL DEFAULT '',
    -- Its own moment: no two of a workspace share one.
    at           BIGINT NOT NULL,
    -- When it was written, by the clock of whoever wrote it.
    said         BIGINT NOT NULL,
    -- What the service calls it.
    service_id   TEXT   NOT NULL DEFAULT '',
    sent         BIGINT NOT NULL DEFAULT 0,
    delivered    BIGINT NOT NULL DEFAULT 0,
    read         BIGINT NOT NULL DEFAULT 0,
    -- Which family of addresses it came through, and which broadcast it is a part of.
    source       TEXT   NOT NULL DEFAULT '',
    broadcast    TEXT   NOT NULL DEFAULT '',
    attempts     BIGINT NOT NULL DEFAULT 0,
    next_attempt BIGINT NOT NULL DEFAULT 0,
    -- Until then somebody is busy with it.
    locked_until BIGINT NOT NULL DEFAULT 0,
    UNIQUE (workspace, at)
);

CREATE UNIQUE INDEX messages_of_service ON messages (line, service_id) WHERE service_id <> '';
CREATE INDEX messages_incoming ON messages (workspace, channel, at) WHERE direction = 'in';
CREATE INDEX messages_of_person ON messages (person, at);
CREATE INDEX messages_due ON messages (line, next_attempt, at) WHERE status = 'queued';
CREATE INDEX messages_waiting ON messages (conversation, at) WHERE status = 'queued';
CREATE INDEX messages_of_broadcast ON messages (broadcast, at) WHERE broadcast <> '';

-- Receipts that came before it was noted what the service calls the message.
CREATE TABLE early_receipts (
    line       TEXT   NOT NULL,
    service_id TEXT   NOT NULL,
    status     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    reason     TEXT   NOT NULL,
    code       TEXT   NOT NULL,
    PRIMARY KEY (line, service_id, status)
);
