-- What writes answers for a workspace, where that is not the relay itself.

CREATE TABLE generators (
    workspace TEXT NOT NULL PRIMARY KEY,
    -- openai, anthropic
    kind      TEXT NOT NULL,
    -- The base of its addresses.
    url       TEXT NOT NULL,
    model     TEXT NOT NULL,
    -- What it asks for, sealed under the key in the data folder, hex; empty for nothing.
    secret    TEXT NOT NULL
);
