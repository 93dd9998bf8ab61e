-- Whose webhooks they are, and what their receivers want sent along.

-- Which family of addresses made it: what it may ask for, and how its letters look.
ALTER TABLE webhooks ADD COLUMN family TEXT NOT NULL DEFAULT 'buzzchat';
-- A JSON list of {name, value}, sealed under the key in the data folder, hex; empty for none.
ALTER TABLE webhooks ADD COLUMN headers TEXT NOT NULL DEFAULT '';
