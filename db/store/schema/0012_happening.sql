-- One incident for several alerts, or one that waits, as the policies of a route want it.  An alert without policies has no
-- row here.  The alerts of a happening are those with its key as their correlation_key.

-- key: incident.correlation_key.  route: of its first message.  members: alerts that fire.  severity: the worst, 0 to 4,
-- NULL for none; desk_severity: that of the incident in the desk.  hold_tick, resolve_tick, note_tick: when something is due
-- by a policy; due_tick: the first of all that
-- is (NULL: nothing).  changes: ticks of beginnings and ends, separated by blanks.  last_delivery: the newest that was worked
-- on; what is due is worked on with its body.
CREATE TABLE happening (
    id             INTEGER PRIMARY KEY,
    key            TEXT NOT NULL UNIQUE,
    connection     TEXT NOT NULL,
    route          TEXT NOT NULL,
    what           TEXT NOT NULL,
    summary        INTEGER NOT NULL DEFAULT 0 CHECK (summary IN (0, 1)),
    state          TEXT NOT NULL
                   CHECK (state IN ('unknown', 'opening', 'open', 'resolving', 'reopening', 'closed')),
    generation     INTEGER NOT NULL,
    incident       BIGINT REFERENCES incident (id),
    members        BIGINT NOT NULL,
    severity       INTEGER,
    desk_severity  INTEGER,
    hold_tick      BIGINT,
    in_maintenance INTEGER NOT NULL DEFAULT 0 CHECK (in_maintenance IN (0, 1)),
    resolve_tick   BIGINT,
    note_tick      BIGINT,
    opened_tick    BIGINT,
    ended_tick     BIGINT,
    last_news_tick BIGINT,
    noted_tick     BIGINT,
    noted_at       TEXT NOT NULL DEFAULT '',
    unnoted        BIGINT NOT NULL DEFAULT 0,
    changes        TEXT NOT NULL DEFAULT '',
    flapping       INTEGER NOT NULL DEFAULT 0 CHECK (flapping IN (0, 1)),
    due_tick       BIGINT,
    due_at         TEXT NOT NULL DEFAULT '',
    last_delivery  BIGINT NOT NULL,
    first_seen_at  TEXT NOT NULL,
    changed_at     TEXT NOT NULL
);
CREATE INDEX happening_due ON happening (due_tick) WHERE due_tick IS NOT NULL;
CREATE INDEX happening_held ON happening (connection) WHERE hold_tick IS NOT NULL;

-- When routes that limit their incidents opened one; those that count no more are removed with the next.
CREATE TABLE opening (
    connection TEXT NOT NULL,
    route      TEXT NOT NULL,
    tick       BIGINT NOT NULL
);
CREATE INDEX opening_lately ON opening (connection, route, tick);

-- happening: whose line an item stands in besides that of its alert: one of each is worked on at a time.  task: 1 when the
-- item is no message but something that is due for its happening.
ALTER TABLE inbox ADD COLUMN happening TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN task INTEGER NOT NULL DEFAULT 0 CHECK (task IN (0, 1));
CREATE INDEX inbox_happening ON inbox (happening, delivery) WHERE happening <> '' AND state = 'waiting';
