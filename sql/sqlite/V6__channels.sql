-- By which channel a message of the outbox goes; each has a state of its own. Statements end with a blank line, as in V1.

ALTER TABLE outbox ADD COLUMN channel VARCHAR(32) NOT NULL DEFAULT 'mail';

CREATE INDEX outbox_by_channel ON outbox (channel, sent_at, next_attempt_at);
