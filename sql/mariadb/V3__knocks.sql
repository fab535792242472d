-- What knocks and doorbells need. Statements end with a blank line, and can be run again, as in V1.

-- The port at which a connection rings for this account; NULL until the daemon has given it one.
ALTER TABLE account ADD COLUMN IF NOT EXISTS doorbell INTEGER DEFAULT NULL;

-- What an owner knocks with; the owner "knock" is the box. Mode fixed: ports, as in tcp/7000,udp/8000,tcp/7500, open again and
-- again. Mode once: sequences of so many knocks, from the secret (hexadecimal), of which next_number is the first not used.
CREATE TABLE IF NOT EXISTS knock (
    owner VARCHAR(64) NOT NULL PRIMARY KEY CHECK (owner REGEXP '^[A-Za-z0-9]' AND owner NOT REGEXP '[^A-Za-z0-9._@-]'),
    mode VARCHAR(16) NOT NULL,
    ports VARCHAR(255) NOT NULL DEFAULT '',
    secret VARCHAR(128) NOT NULL DEFAULT '',
    knocks INTEGER NOT NULL DEFAULT 3,
    next_number BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP())
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE OR REPLACE TRIGGER knock_inserted AFTER INSERT ON knock FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER knock_updated AFTER UPDATE ON knock FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER knock_deleted AFTER DELETE ON knock FOR EACH ROW
    UPDATE book SET revision = revision + 1;
