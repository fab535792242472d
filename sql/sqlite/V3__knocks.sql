-- What knocks and doorbells need. Statements end with a blank line, as in V1.

-- The port at which a connection rings for this account; NULL until the daemon has given it one.
ALTER TABLE account ADD COLUMN doorbell INTEGER DEFAULT NULL CHECK (typeof(doorbell) IN ('integer', 'null'));

-- What an owner knocks with; the owner "knock" is the box. Mode fixed: ports, as in tcp/7000,udp/8000,tcp/7500, open again and
-- again. Mode once: sequences of so many knocks, from the secret (hexadecimal), of which next_number is the first not used.
CREATE TABLE knock (
    owner VARCHAR(64) NOT NULL PRIMARY KEY CHECK (owner GLOB '[A-Za-z0-9]*' AND owner NOT GLOB '*[^A-Za-z0-9._@-]*'),
    mode VARCHAR(16) NOT NULL,
    ports VARCHAR(255) NOT NULL DEFAULT '',
    secret VARCHAR(128) NOT NULL DEFAULT '',
    knocks INTEGER NOT NULL DEFAULT 3,
    next_number BIGINT NOT NULL DEFAULT 0 CHECK (typeof(next_number) = 'integer'),
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer')
);

CREATE TRIGGER knock_inserted AFTER INSERT ON knock
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER knock_updated AFTER UPDATE ON knock
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER knock_deleted AFTER DELETE ON knock
BEGIN
    UPDATE book SET revision = revision + 1;
END;
