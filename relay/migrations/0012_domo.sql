-- Access tokens of the Domo family. Times are milliseconds since 1970.

CREATE TABLE domo_tokens (
    -- SHA-256 of the token.
    hash     TEXT   NOT NULL PRIMARY KEY,
    -- SHA-256 of the API key it stands for: with the key it ends too.
    key_hash TEXT   NOT NULL,
    expires  BIGINT NOT NULL
);

CREATE INDEX domo_tokens_by_end ON domo_tokens (expires);
