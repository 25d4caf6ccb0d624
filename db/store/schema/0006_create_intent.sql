-- A create that was sent to a desk and whose outcome is not known may still take effect there: until it no longer can,
-- the desk is asked and nothing is created.

-- create_sent: 1 from right before a create leaves until its outcome is known.  settle_until_ms: when it can no longer
-- take effect; settle_ms: that length, for a wait that has to start anew.  doubtful: creates whose outcome stayed
-- unknown, and duplicates that were found: while it is above 0 the desk is asked again for duplicates, next at
-- look_due_ms (NULL: never), for the looks-th time.
ALTER TABLE incident ADD COLUMN create_sent INTEGER NOT NULL DEFAULT 0 CHECK (create_sent IN (0, 1));
ALTER TABLE incident ADD COLUMN settle_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN settle_until_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN settle_until_at TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN doubtful INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN look_due_ms BIGINT;
CREATE INDEX incident_look ON incident (desk, look_due_ms) WHERE look_due_ms IS NOT NULL;
-- Until now a second create could be sent too early: what is open is looked at once.
UPDATE incident SET look_due_ms = 0 WHERE status = 'open';
INSERT INTO desk_line (desk) SELECT DISTINCT desk FROM incident WHERE status = 'open' ON CONFLICT (desk) DO NOTHING;

-- How many creates in a row outlasted the time limit: the desk is slow, so its creates get more time to take effect.
ALTER TABLE desk_line ADD COLUMN slow_creates INTEGER NOT NULL DEFAULT 0;

-- A parked item that holds up nothing behind it, and one that an operator has looked at and wants done all the same.
ALTER TABLE inbox ADD COLUMN aside INTEGER NOT NULL DEFAULT 0 CHECK (aside IN (0, 1));
ALTER TABLE inbox ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1));

-- What a Resolved has to share with its Fired beside the id.
ALTER TABLE alert ADD COLUMN first_target TEXT NOT NULL DEFAULT '';

-- Only times that the sender told, and not one of the future, are compared.
UPDATE alert SET last_fired_ms = NULL, last_fired_at = NULL
WHERE last_fired_ms IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM delivery AS d
                  WHERE d.alert_key = alert.alert_key AND d.connection = alert.connection AND d.duplicate_of IS NULL
                    AND d.fired_at = alert.last_fired_at AND alert.last_fired_ms <= d.received_ms + 600000);

-- Bodies that tell no time are repeats only when they are the same: body_mark is '' where a time was told, else it
-- stands for the body.
ALTER TABLE delivery ADD COLUMN body_mark TEXT NOT NULL DEFAULT '';
DROP INDEX delivery_first;
CREATE UNIQUE INDEX delivery_first ON delivery (alert_key, connection, condition, fired_at, body_mark)
    WHERE duplicate_of IS NULL;
