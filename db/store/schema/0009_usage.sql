-- How much each connection with a cap has sent in this minute and on this day (UTC): over all processes, and over
-- restarts.  bitten_*_ms: when a cap last refused an alert; 0 for never.
CREATE TABLE usage (
    connection       TEXT PRIMARY KEY,
    minute           BIGINT NOT NULL DEFAULT 0,
    alerts           BIGINT NOT NULL DEFAULT 0,
    day              BIGINT NOT NULL DEFAULT 0,
    bytes            BIGINT NOT NULL DEFAULT 0,
    bitten_alerts_ms BIGINT NOT NULL DEFAULT 0,
    bitten_bytes_ms  BIGINT NOT NULL DEFAULT 0
);
