-- What bans and host names need. Statements end with a blank line, and can be run again, as in V1.

-- What keeps a host name from being current: empty when nothing does, else a word (silent, gone, refused), since when, and
-- in words.
ALTER TABLE hostname ADD COLUMN IF NOT EXISTS trouble VARCHAR(16) NOT NULL DEFAULT '';

ALTER TABLE hostname ADD COLUMN IF NOT EXISTS trouble_since BIGINT DEFAULT NULL;

ALTER TABLE hostname ADD COLUMN IF NOT EXISTS trouble_detail VARCHAR(1000) NOT NULL DEFAULT '';

-- When the name last gave addresses of either family (to some minutes), and when the administrators were last told of an
-- address that is never granted.
ALTER TABLE hostname ADD COLUMN IF NOT EXISTS good4_at BIGINT DEFAULT NULL;

ALTER TABLE hostname ADD COLUMN IF NOT EXISTS good6_at BIGINT DEFAULT NULL;

ALTER TABLE hostname ADD COLUMN IF NOT EXISTS told_at BIGINT DEFAULT NULL;

-- Where it comes from: hostname for an administrator's, provider for one of a provider's.
ALTER TABLE hostname ADD COLUMN IF NOT EXISTS origin VARCHAR(16) NOT NULL DEFAULT 'hostname';

CREATE INDEX IF NOT EXISTS hostname_by_end ON hostname (ended_at);

CREATE OR REPLACE TRIGGER ban_inserted AFTER INSERT ON ban FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER ban_updated AFTER UPDATE ON ban FOR EACH ROW
    UPDATE book SET revision = revision + 1;

CREATE OR REPLACE TRIGGER ban_deleted AFTER DELETE ON ban FOR EACH ROW
    UPDATE book SET revision = revision + 1;
