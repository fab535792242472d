-- The book of callgate, for SQLite. Texts are UTF-8, times are epoch seconds UTC.
-- One statement a block, a blank line between blocks: that is how the program reads this file.
-- A number's type is checked where a text in its place would read as "for ever": SQLite itself takes anything anywhere.

-- Which scripts made this schema.
CREATE TABLE schema_version (
    version INTEGER NOT NULL PRIMARY KEY,
    script VARCHAR(100) NOT NULL,
    applied_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(applied_at) = 'integer')
);

-- One row. The revision grows with every change of account and whitelist, whoever makes it; writers lock the row first.
CREATE TABLE book (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL
);

INSERT OR IGNORE INTO book (id, revision) VALUES (1, 0);

-- Who may call. An account whose pin is empty opens for no PIN.
CREATE TABLE account (
    number VARCHAR(12) NOT NULL PRIMARY KEY CHECK (number <> '' AND number NOT GLOB '*[^0-9]*'),
    name VARCHAR(255) NOT NULL DEFAULT '',
    email VARCHAR(255) NOT NULL DEFAULT '',
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    extension VARCHAR(64) NOT NULL DEFAULT '',
    pin VARCHAR(255) NOT NULL DEFAULT '',
    enabled INTEGER NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    last_caller VARCHAR(255) NOT NULL DEFAULT ''
);

-- The grants. A row is never deleted: ended_at says that somebody took it away, ends_at until when it holds
-- (NULL: for ever).
-- The address is an address or CIDR block in canonical text: 203.0.113.7, 2001:db8::1, 198.51.100.0/24.
CREATE TABLE whitelist (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner VARCHAR(64) NOT NULL CHECK (owner GLOB '[A-Za-z0-9]*' AND owner NOT GLOB '*[^A-Za-z0-9._@-]*'),
    origin VARCHAR(16) NOT NULL DEFAULT 'administrator',
    address VARCHAR(64) NOT NULL CHECK (address <> '' AND address NOT GLOB '*[^0-9a-f:./]*'),
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    note VARCHAR(1000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    ends_at BIGINT DEFAULT NULL CHECK (typeof(ends_at) IN ('integer', 'null')),
    ended_at BIGINT DEFAULT NULL CHECK (typeof(ended_at) IN ('integer', 'null')),
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
);

CREATE INDEX whitelist_by_owner ON whitelist (owner, ended_at);

CREATE INDEX whitelist_by_address ON whitelist (address, ended_at);

CREATE INDEX whitelist_by_end ON whitelist (ended_at, ends_at);

-- Addresses and blocks that are shut out, until ends_at (NULL: for ever) or until somebody ends it. A grant beats a ban.
CREATE TABLE ban (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address VARCHAR(64) NOT NULL CHECK (address <> '' AND address NOT GLOB '*[^0-9a-f:./]*'),
    reason VARCHAR(1000) NOT NULL DEFAULT '',
    origin VARCHAR(16) NOT NULL DEFAULT 'administrator',
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    ends_at BIGINT DEFAULT NULL CHECK (typeof(ends_at) IN ('integer', 'null')),
    ended_at BIGINT DEFAULT NULL CHECK (typeof(ended_at) IN ('integer', 'null')),
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
);

CREATE INDEX ban_by_address ON ban (address, ended_at);

CREATE INDEX ban_by_end ON ban (ended_at, ends_at);

-- Host names whose addresses are granted as DNS changes them.
CREATE TABLE hostname (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner VARCHAR(64) NOT NULL CHECK (owner GLOB '[A-Za-z0-9]*' AND owner NOT GLOB '*[^A-Za-z0-9._@-]*'),
    host VARCHAR(255) NOT NULL,
    services VARCHAR(1000) NOT NULL DEFAULT 'rtp,sip',
    note VARCHAR(1000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    ended_at BIGINT DEFAULT NULL CHECK (typeof(ended_at) IN ('integer', 'null')),
    ended_by VARCHAR(255) NOT NULL DEFAULT ''
);

CREATE INDEX hostname_by_owner ON hostname (owner, ended_at);

-- The audit.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(at) = 'integer'),
    kind VARCHAR(32) NOT NULL,
    actor VARCHAR(255) NOT NULL DEFAULT '',
    owner VARCHAR(255) NOT NULL DEFAULT '',
    address VARCHAR(64) NOT NULL DEFAULT '',
    services VARCHAR(1000) NOT NULL DEFAULT '',
    caller VARCHAR(255) NOT NULL DEFAULT '',
    detail VARCHAR(1000) NOT NULL DEFAULT ''
);

CREATE INDEX event_by_owner ON event (owner);

CREATE INDEX event_by_time ON event (at);

-- Mails. sent_at NULL: not sent; next_attempt_at NULL: given up.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient VARCHAR(320) NOT NULL,
    subject VARCHAR(1000) NOT NULL DEFAULT '',
    body VARCHAR(10000) NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(created_at) = 'integer'),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at BIGINT DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(next_attempt_at) IN ('integer', 'null')),
    sent_at BIGINT DEFAULT NULL CHECK (typeof(sent_at) IN ('integer', 'null')),
    last_error VARCHAR(1000) NOT NULL DEFAULT ''
);

CREATE INDEX outbox_waiting ON outbox (sent_at, next_attempt_at);

-- What a dialplan without FastAGI asks for, one row a call.
CREATE TABLE phone_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL DEFAULT (CAST(strftime('%s', 'now') AS INTEGER)) CHECK (typeof(at) = 'integer'),
    account VARCHAR(12) NOT NULL,
    caller VARCHAR(255) NOT NULL DEFAULT '',
    keyed VARCHAR(64) NOT NULL,
    status VARCHAR(32) NOT NULL DEFAULT 'new'
);

CREATE INDEX phone_request_by_status ON phone_request (status);

-- Failures that count against an account number, a caller number, or everybody (subject empty).
CREATE TABLE attempt (
    kind VARCHAR(16) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    drains_from BIGINT NOT NULL DEFAULT 0 CHECK (typeof(drains_from) = 'integer'),
    locked_until BIGINT NOT NULL DEFAULT 0 CHECK (typeof(locked_until) = 'integer'),
    told_at BIGINT NOT NULL DEFAULT 0 CHECK (typeof(told_at) = 'integer'),
    PRIMARY KEY (kind, subject)
);

CREATE INDEX attempt_by_lock ON attempt (locked_until);

-- A dialplan's question: SELECT services FROM allowed_address WHERE address = '203.0.113.7'. One row a grant in force.
CREATE VIEW allowed_address AS
    SELECT address, services, owner, origin, ends_at
    FROM whitelist
    WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > CAST(strftime('%s', 'now') AS INTEGER));

CREATE VIEW banned_address AS
    SELECT address, reason, origin, created_at, ends_at
    FROM ban
    WHERE ended_at IS NULL AND (ends_at IS NULL OR ends_at > CAST(strftime('%s', 'now') AS INTEGER));

-- Whoever writes, by ODBC or by hand, is noticed.
CREATE TRIGGER account_inserted AFTER INSERT ON account
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER account_updated AFTER UPDATE ON account
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER account_deleted AFTER DELETE ON account
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER whitelist_inserted AFTER INSERT ON whitelist
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER whitelist_updated AFTER UPDATE ON whitelist
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER whitelist_deleted AFTER DELETE ON whitelist
BEGIN
    UPDATE book SET revision = revision + 1;
END;
