-- Which server the PostgreSQL database belongs to: one at a time numbers its events. A SQLite file is locked instead.

CREATE TABLE servers (
    -- Always 1: there is one.
    slot   BIGINT NOT NULL PRIMARY KEY,
    -- Made anew by every server that starts.
    holder TEXT   NOT NULL
);
