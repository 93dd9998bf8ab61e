-- Who wants to be told of events, and what each is still to be told. Times are milliseconds since 1970, 0 for never.

CREATE TABLE webhooks (
    id              TEXT   NOT NULL PRIMARY KEY,
    workspace       TEXT   NOT NULL,
    url             TEXT   NOT NULL,
    -- The names of the events it wants, as a JSON list in the order asked for.
    events          TEXT   NOT NULL,
    -- What signs its deliveries, sealed under the key in the data folder, hex.
    secret          TEXT   NOT NULL,
    -- What signed them before the last rotation, likewise; empty for none. It signs too until the time beside it.
    previous        TEXT   NOT NULL DEFAULT '',
    previous_until  BIGINT NOT NULL DEFAULT 0,
    active          BIGINT NOT NULL DEFAULT 1,
    -- Why it was switched off, where the relay did it.
    disabled_reason TEXT   NOT NULL DEFAULT '',
    created         BIGINT NOT NULL,
    last_triggered  BIGINT NOT NULL DEFAULT 0,
    -- Since the first failure after the last success, and the last failure.
    failing_since   BIGINT NOT NULL DEFAULT 0,
    failed_at       BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX webhooks_of_workspace ON webhooks (workspace, created, id);

CREATE TABLE deliveries (
    webhook      TEXT   NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- The event's own id, or that of one entry in it.
    event        TEXT   NOT NULL,
    -- The event's number in its workspace, and the place of the entry in it: the order in which things happened.
    number       BIGINT NOT NULL,
    part         BIGINT NOT NULL,
    type         TEXT   NOT NULL,
    -- The bytes that are sent and signed, the same on every attempt.
    body         TEXT   NOT NULL,
    created      BIGINT NOT NULL,
    -- pending, delivered, failed
    state        TEXT   NOT NULL,
    -- Attempts ever made, and those since it was queued or replayed.
    attempts     BIGINT NOT NULL DEFAULT 0,
    tries        BIGINT NOT NULL DEFAULT 0,
    next_attempt BIGINT NOT NULL,
    -- Until then somebody is busy with it.
    locked_until BIGINT NOT NULL DEFAULT 0,
    -- The last attempt; status 0 where there was no answer.
    last_at      BIGINT NOT NULL DEFAULT 0,
    last_status  BIGINT NOT NULL DEFAULT 0,
    last_millis  BIGINT NOT NULL DEFAULT 0,
    last_problem TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (webhook, event)
);

CREATE INDEX deliveries_due ON deliveries (webhook, next_attempt, number, part) WHERE state = 'pending';
CREATE INDEX deliveries_in_order ON deliveries (webhook, number, part);
CREATE INDEX deliveries_by_age ON deliveries (created);

-- The attempts that failed; one that succeeded stands in its delivery.
CREATE TABLE failed_attempts (
    webhook TEXT   NOT NULL,
    event   TEXT   NOT NULL,
    attempt BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    status  BIGINT NOT NULL,
    millis  BIGINT NOT NULL,
    problem TEXT   NOT NULL,
    PRIMARY KEY (webhook, event, attempt),
    FOREIGN KEY (webhook, event) REFERENCES deliveries (webhook, event) ON DELETE CASCADE
);
