-- Requests that came with an Idempotency-Key, for a day: what was answered is answered again.

CREATE TABLE idempotent_requests (
    -- SHA-256 of the workspace, the API key's id, the address and the client's key.
    place   TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 of the body.
    request TEXT   NOT NULL,
    created BIGINT NOT NULL,
    -- What was answered; empty while the request runs, and for ever where the server was cut short.
    status  BIGINT,
    -- The body answered, sealed, hex: it may hold a secret that is shown once.
    answer  TEXT
);

CREATE INDEX idempotent_requests_created ON idempotent_requests (created);
