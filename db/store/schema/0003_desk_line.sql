-- One line of waiting items for each desk, so that a desk that does not answer holds up its own items alone.

-- Whose line an item stands in: where its connection pointed when it came, or '' where only reading it will tell; put
-- right when it is claimed.  Of items that are finished nobody asks.
ALTER TABLE inbox ADD COLUMN desk TEXT NOT NULL DEFAULT '';
UPDATE inbox SET desk = COALESCE((SELECT i.desk FROM alert AS a JOIN incident AS i ON i.id = a.incident
                                  WHERE a.alert_key = inbox.alert_key AND a.connection = inbox.connection), '')
WHERE state IN ('waiting', 'parked');

-- Every desk that something waits for has a row here.  failures counts tries in vain since the desk last answered, the
-- first of them at since_at; while it is above 0, one call at a time finds out whether the desk is back.  One look-up of
-- a configuration item, outside the inbox, is under way at most: until look_up_until_ms, by the process look_up_by.
CREATE TABLE desk_line (
    desk             TEXT PRIMARY KEY,
    at_once          INTEGER NOT NULL DEFAULT 64 CHECK (at_once > 0),
    paused_until_ms  BIGINT NOT NULL DEFAULT 0,
    paused_until_at  TEXT NOT NULL DEFAULT '',
    failures         INTEGER NOT NULL DEFAULT 0,
    since_at         TEXT NOT NULL DEFAULT '',
    last_error       TEXT NOT NULL DEFAULT '',
    look_up_until_ms BIGINT NOT NULL DEFAULT 0,
    look_up_by       TEXT NOT NULL DEFAULT ''
);
INSERT INTO desk_line (desk)
SELECT desk FROM inbox WHERE state IN ('waiting', 'parked') UNION SELECT desk FROM unbound;

-- A claim looks at the head of each line: what stands behind it costs nothing.
DROP INDEX inbox_due;
CREATE INDEX inbox_line ON inbox (desk, due_ms, delivery) WHERE state = 'waiting';
CREATE INDEX inbox_in_progress ON inbox (desk, due_ms) WHERE leased = 1;
DROP INDEX inbox_parked;
CREATE INDEX inbox_parked ON inbox (desk, delivery) WHERE state = 'parked';
DROP INDEX unbound_due;
CREATE INDEX unbound_due ON unbound (desk, look_again_ms);
