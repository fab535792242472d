-- Whether flows that the PBX itself began speak for an address. Statements end with a blank line, and can be run again, as in V1.

-- One row an address, in canonical text, until ends_at (NULL: for ever). Causes used, flow, contact and administrator shut it out
-- of everything, answers included, unless a grant lets it in; lifted and peer let it answer.
CREATE TABLE IF NOT EXISTS judged (
    address VARCHAR(64) NOT NULL PRIMARY KEY CHECK (address <> '' AND address NOT REGEXP '[^0-9a-f:.]'),
    cause VARCHAR(16) NOT NULL,
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    ends_at BIGINT DEFAULT NULL,
    said_by VARCHAR(255) NOT NULL DEFAULT '',
    INDEX judged_by_end (ends_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Nobody noted so far who used a grant: whoever has one, or lost one a day ago at most, is taken to have.
INSERT IGNORE INTO judged (address, cause, ends_at)
    SELECT DISTINCT address, 'used', UNIX_TIMESTAMP() + 604800
    FROM whitelist
    WHERE address NOT LIKE '%/%' AND origin IN ('phone', 'knock', 'administrator')
        AND (ended_at IS NULL OR ended_at > UNIX_TIMESTAMP() - 86400)
        AND (ends_at IS NULL OR ends_at > UNIX_TIMESTAMP() - 86400);

CREATE OR REPLACE TRIGGER judged_inserted AFTER INSERT ON judged FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER judged_updated AFTER UPDATE ON judged FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER judged_deleted AFTER DELETE ON judged FOR EACH ROW
    UPDATE book SET revision = revision + 1;
