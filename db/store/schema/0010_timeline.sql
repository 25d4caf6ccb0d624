-- Waits are no longer wall time, which may be set: *_tick are milliseconds on this database's own timeline, which is the
-- time since the machine's boot plus offset_ms (db/store/timeline.h).  No row yet: the next writer begins a timeline past all
-- that is stored, so that what waits is due.
CREATE TABLE timeline (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    boot       TEXT NOT NULL,
    offset_ms  BIGINT NOT NULL,
    began_tick BIGINT NOT NULL
);

ALTER TABLE inbox RENAME COLUMN due_ms TO due_tick;
ALTER TABLE unbound RENAME COLUMN look_again_ms TO look_again_tick;
ALTER TABLE desk_line RENAME COLUMN paused_until_ms TO paused_until_tick;
ALTER TABLE desk_line RENAME COLUMN look_up_until_ms TO look_up_until_tick;
ALTER TABLE incident RENAME COLUMN settle_until_ms TO settle_until_tick;
ALTER TABLE incident RENAME COLUMN look_due_ms TO look_due_tick;
CREATE INDEX incident_in_doubt ON incident (id) WHERE create_sent = 1;
ALTER TABLE key_set RENAME COLUMN asked_ms TO asked_tick;
ALTER TABLE key_set RENAME COLUMN tried_ms TO tried_tick;
ALTER TABLE key_set RENAME COLUMN due_ms TO due_tick;
ALTER TABLE key_set RENAME COLUMN lease_until_ms TO lease_until_tick;
-- fetched_ms stays, for people: how old the keys are.
ALTER TABLE key_set ADD COLUMN fetched_tick BIGINT;
UPDATE key_set SET fetched_tick = fetched_ms;
