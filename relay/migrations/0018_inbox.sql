-- A conversation's messages in their order: which is its last, and what was written before it.

CREATE INDEX messages_of_conversation ON messages (conversation, at);
