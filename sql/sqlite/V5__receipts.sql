-- What was written, for whoever was not told. Statements end with a blank line, as in V1.

-- One row a transaction of the daemon's, under the id that it gave it; old ones go. It raises no revision: it changes nothing.
CREATE TABLE receipt (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

CREATE INDEX receipt_by_time ON receipt (created_at);
