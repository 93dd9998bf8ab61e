-- Integrations, which hear the channels of a workspace and answer in them. Times are milliseconds since 1970.

CREATE TABLE integrations (
    -- A UUID.
    id          TEXT   NOT NULL PRIMARY KEY,
    workspace   TEXT   NOT NULL,
    -- The id of the key that made it: with the key its answers end.
    made_with   TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    description TEXT   NOT NULL,
    -- PUBLIC_CHANNELS, OWNER_ACCESS, CHANNEL_LIST; with the last, the ids of the channels as a JSON list.
    scope       TEXT   NOT NULL,
    channels    TEXT   NOT NULL,
    -- A JSON list of {name, value}, sealed under the key in the data folder, hex; empty for none.
    headers     TEXT   NOT NULL,
    -- Where its maker reached the relay: answers come there.
    base        TEXT   NOT NULL,
    created     BIGINT NOT NULL
);

CREATE INDEX integrations_of_workspace ON integrations (workspace, created, id);

-- What of theirs stands beside a webhook's row.
CREATE TABLE subscriptions (
    webhook     TEXT NOT NULL PRIMARY KEY REFERENCES webhooks (id) ON DELETE CASCADE,
    integration TEXT NOT NULL REFERENCES integrations (id),
    -- The command as it was asked for; empty where it is about something else.
    command     TEXT NOT NULL
);

CREATE INDEX subscriptions_of_integration ON subscriptions (integration);

-- What an integration shows when it answers.
CREATE TABLE answer_tokens (
    -- SHA-256 of the token.
    hash        TEXT   NOT NULL PRIMARY KEY,
    integration TEXT   NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
    -- The id of the channel in the address it is good for.
    channel     TEXT   NOT NULL,
    -- Where what is answered goes, as JSON.
    destination TEXT   NOT NULL,
    expires     BIGINT NOT NULL
);

CREATE INDEX answer_tokens_by_end ON answer_tokens (expires);
CREATE INDEX answer_tokens_of_integration ON answer_tokens (integration);

-- The live streams that devices had open, so that integrations can name them before they are open again.
CREATE TABLE heard_streams (
    workspace TEXT   NOT NULL,
    site      TEXT   NOT NULL,
    channel   TEXT   NOT NULL,
    opened    BIGINT NOT NULL,
    PRIMARY KEY (workspace, site, channel)
);
