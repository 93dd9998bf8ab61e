-- Seeds of giveaway rounds until the round is cleared, sealed under the key in the data folder.

CREATE TABLE secrets (
    workspace TEXT NOT NULL,
    round     TEXT NOT NULL,
    -- The nonce and what it sealed, hex.
    sealed    TEXT NOT NULL,
    PRIMARY KEY (workspace, round)
);
