-- A later version, for the tests of migrating.

CREATE TABLE IF NOT EXISTS extra (extra VARCHAR(100) NOT NULL PRIMARY KEY);

-- A comment above a statement.
INSERT INTO extra (extra) VALUES ('semicolons; and -- dashes');
