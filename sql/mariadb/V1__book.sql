-- The book of callgate, for MariaDB 10.5 and later. Texts are UTF-8, times are epoch seconds UTC.
-- One statement a block, a blank line between blocks: that is how the program reads this file.
-- MariaDB commits after every such statement, so each can be run again after a failure half way.
-- The collation compares exactly: case, accents and blanks at the end count.

-- Which scripts made this schema.
CREATE TABLE IF NOT EXISTS schema_version (
    version INTEGER NOT NULL PRIMARY KEY,
    script VARCHAR(100) NOT NULL,
    applied_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP())
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row. The revision grows with every change of account and whitelist, whoever makes it; writers lock the row first.
CREATE TABLE IF NOT EXISTS book (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT IGNORE INTO book (id, revision) VALUES (1, 0);

-- Who may call. An account whose pin is empty opens for no PIN.
CREATE TABLE IF NOT EXISTS account (
    number VARCHAR(12) NOT NULL PRIMARY KEY CHECK (number <> '' AND number NOT REGEXP '[^0-9]'),
    name VARCHAR(255) NOT NULL DEFAULT '',
    email VARCHAR(255) NOT NULL DEFAULT '',
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    extension VARCHAR(64) NOT NULL DEFAULT '',
    pin VARCHAR(255) NOT NULL DEFAULT '',
    enabled INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    last_caller VARCHAR(255) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The grants. A row is never deleted: ended_at says that somebody took it away, ends_at until when it holds
-- (NULL: for ever).
-- The address is an address or CIDR block in canonical text: 203.0.113.7, 2001:db8::1, 198.51.100.0/24.
CREATE TABLE IF NOT EXISTS whitelist (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    owner VARCHAR(64) NOT NULL CHECK (owner REGEXP '^[A-Za-z0-9]' AND owner NOT REGEXP '[^A-Za-z0-9._@-]'),
    origin VARCHAR(16) NOT NULL DEFAULT 'administrator',
    address VARCHAR(64) NOT NULL CHECK (address <> '' AND address NOT REGEXP '[^0-9a-f:./]'),
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    note VARCHAR(1000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    ends_at BIGINT DEFAULT NULL,
    ended_at BIGINT DEFAULT NULL,
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS whitelist_by_owner ON whitelist (owner, ended_at);

CREATE INDEX IF NOT EXISTS whitelist_by_address ON whitelist (address, ended_at);

CREATE INDEX IF NOT EXISTS whitelist_by_end ON whitelist (ended_at, ends_at);

-- Addresses and blocks that are shut out, until ends_at (NULL: for ever) or until somebody ends it. A grant beats a ban.
CREATE TABLE IF NOT EXISTS ban (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    address VARCHAR(64) NOT NULL CHECK (address <> '' AND address NOT REGEXP '[^0-9a-f:./]'),
    reason VARCHAR(1000) NOT NULL DEFAULT '',
    origin VARCHAR(16) NOT NULL DEFAULT 'administrator',
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    ends_at BIGINT DEFAULT NULL,
    ended_at BIGINT DEFAULT NULL,
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS ban_by_address ON ban (address, ended_at);

CREATE INDEX IF NOT EXISTS ban_by_end ON ban (ended_at, ends_at);

-- Host names whose addresses are granted as DNS changes them.
CREATE TABLE IF NOT EXISTS hostname (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    owner VARCHAR(64) NOT NULL CHECK (owner REGEXP '^[A-Za-z0-9]' AND owner NOT REGEXP '[^A-Za-z0-9._@-]'),
    host VARCHAR(255) NOT NULL,
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    note VARCHAR(1000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    ended_at BIGINT DEFAULT NULL,
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS hostname_by_owner ON hostname (owner, ended_at);

-- The audit.
CREATE TABLE IF NOT EXISTS event (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    kind VARCHAR(32) NOT NULL,
    actor VARCHAR(255) NOT NULL DEFAULT '',
    owner VARCHAR(255) NOT NULL DEFAULT '',
    address VARCHAR(64) NOT NULL DEFAULT '',
    services VARCHAR(1000) NOT NULL DEFAULT '',
    caller VARCHAR(255) NOT NULL DEFAULT '',
    detail VARCHAR(1000) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS event_by_owner ON event (owner);

CREATE INDEX IF NOT EXISTS event_by_time ON event (at);

-- Mails. sent_at NULL: not sent; next_attempt_at NULL: given up.
CREATE TABLE IF NOT EXISTS outbox (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    recipient VARCHAR(320) NOT NULL,
    subject VARCHAR(1000) NOT NULL DEFAULT '',
    body VARCHAR(10000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT DEFAULT (UNIX_TIMESTAMP()),
    sent_at BIGINT DEFAULT NULL,
    last_error VARCHAR(1000) NOT NULL DEFAULT ''
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (sent_at, next_attempt_at);

-- What a dialplan without FastAGI asks for, one row a call.
CREATE TABLE IF NOT EXISTS phone_request (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at BIGINT NOT NULL DEFAULT (UNIX_TIMESTAMP()),
    account VARCHAR(12) NOT NULL,
    caller VARCHAR(255) NOT NULL DEFAULT '',
    keyed VARCHAR(64) NOT NULL,
    status VARCHAR(32) NOT NULL DEFAULT 'new'
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS phone_request_by_status ON phone_request (status);

-- Failures that count against an account number, a caller number, or everybody (subject empty).
CREATE TABLE IF NOT EXISTS attempt (
    kind VARCHAR(16) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    drains_from BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, subject)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS attempt_by_lock ON attempt (locked_until);

-- A dialplan's question: SELECT services FROM allowed_address WHERE address = '203.0.113.7'. One row a grant in force.
CREATE OR REPLACE VIEW allowed_address AS
    SELECT address, services, owner, origin, ends_at
    FROM whitelist
    WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > UNIX_TIMESTAMP());

CREATE OR REPLACE VIEW banned_address AS
    SELECT address, reason, origin, created_at, ends_at
    FROM ban
    WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > UNIX_TIMESTAMP());

-- Whoever writes, by ODBC or by hand, is noticed.
CREATE OR REPLACE TRIGGER account_inserted AFTER INSERT ON account FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER account_updated AFTER UPDATE ON account FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER account_deleted AFTER DELETE ON account FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER whitelist_inserted AFTER INSERT ON whitelist FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER whitelist_updated AFTER UPDATE ON whitelist FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER whitelist_deleted AFTER DELETE ON whitelist FOR EACH ROW
    UPDATE book SET revision = revision + 1;
