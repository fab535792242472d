-- What was written, for whoever was not told. Statements end with a blank line, and can be run again, as in V1.

-- One row a transaction of the daemon's, under the id that it gave it; old ones go. It raises no revision: it changes nothing.
CREATE TABLE IF NOT EXISTS receipt (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    INDEX receipt_by_time (created_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
