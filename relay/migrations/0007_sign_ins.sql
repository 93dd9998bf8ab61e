-- Keys that links to the dashboard made: good for some hours, and known to this relay alone, not to devices. Times are
-- milliseconds since 1970.
CREATE TABLE sign_ins (
    -- SHA-256 of the key.
    hash      TEXT   NOT NULL PRIMARY KEY,
    workspace TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    -- What may be shown of it.
    mask      TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    expires   BIGINT NOT NULL
);
