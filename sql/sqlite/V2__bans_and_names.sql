-- What bans and host names need. Statements end with a blank line, as in V1.

-- What keeps a host name from being current: empty when nothing does, else a word (silent, gone, refused), since when, and
-- in words.
ALTER TABLE hostname ADD COLUMN trouble VARCHAR(16) NOT NULL DEFAULT '';

ALTER TABLE hostname ADD COLUMN trouble_since BIGINT DEFAULT NULL CHECK (typeof(trouble_since) IN ('integer', 'null'));

ALTER TABLE hostname ADD COLUMN trouble_detail VARCHAR(1000) NOT NULL DEFAULT '';

-- When the name last gave addresses of either family (to some minutes), and when the administrators were last told of an
-- address that is never granted.
ALTER TABLE hostname ADD COLUMN good4_at BIGINT DEFAULT NULL CHECK (typeof(good4_at) IN ('integer', 'null'));

ALTER TABLE hostname ADD COLUMN good6_at BIGINT DEFAULT NULL CHECK (typeof(good6_at) IN ('integer', 'null'));

ALTER TABLE hostname ADD COLUMN told_at BIGINT DEFAULT NULL CHECK (typeof(told_at) IN ('integer', 'null'));

-- Where it comes from: hostname for an administrator's, provider for one of a provider's.
ALTER TABLE hostname ADD COLUMN origin VARCHAR(16) NOT NULL DEFAULT 'hostname';

CREATE INDEX hostname_by_end ON hostname (ended_at);

CREATE TRIGGER ban_inserted AFTER INSERT ON ban
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER ban_updated AFTER UPDATE ON ban
BEGIN
    UPDATE book SET revision = revision + 1;
END;

CREATE TRIGGER ban_deleted AFTER DELETE ON ban
BEGIN
    UPDATE book SET revision = revision + 1;
END;
