-- What is noted of people may be longer than what PostgreSQL takes into an index.

DROP INDEX person_attributes_by_value;

CREATE INDEX person_attributes_by_value ON person_attributes (workspace, name, substr(value, 1, 200));
