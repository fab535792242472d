-- Whether flows that the PBX itself began speak for an address. Statements end with a blank line, as in V1.

-- One row an address, in canonical text, until ends_at (NULL: for ever). Causes used, flow, contact and administrator shut it out
-- of everything, answers included, unless a grant lets it in; lifted and peer let it answer.
CREATE TABLE judged (
    address VARCHAR(64) NOT NULL PRIMARY KEY CHECK (address <> '' AND address NOT GLOB '*[^0-9a-f:.]*'),
    cause VARCHAR(16) NOT NULL,
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    ends_at BIGINT DEFAULT NULL CHECK (typeof(ends_at) IN ('integer', 'null')),
    said_by VARCHAR(255) NOT NULL DEFAULT ''
);

CREATE INDEX judged_by_end ON judged (ends_at);

-- Nobody noted so far who used a grant: whoever has one, or lost one a day ago at most, is taken to have.
INSERT INTO judged (address, cause, ends_at)
    SELECT DISTINCT address, 'used', CAST(strftime('%s', 'now') AS INTEGER) + 604800
    FROM whitelist
    WHERE address NOT LIKE '%/%' AND origin IN ('phone', 'knock', 'administrator')
        AND (ended_at IS NULL OR ended_at > CAST(strftime('%s', 'now') AS INTEGER) - 86400)
        AND (ends_at IS NULL OR ends_at > CAST(strftime('%s', 'now') AS INTEGER) - 86400);

CREATE TRIGGER judged_inserted AFTER INSERT ON judged
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER judged_updated AFTER UPDATE ON judged
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER judged_deleted AFTER DELETE ON judged
BEGIN
    UPDATE book SET revision = revision + 1;
END;
