-- The embedded register.  Times are ISO 8601 text in UTC; an empty text means "not known".
-- Rules that must hold whoever writes (this program or a person with an SQLite client) are constraints, generated
-- columns and triggers here, not habits of the code.

CREATE TABLE desk_ci (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice, so that an old reference cannot mislead
    name        TEXT NOT NULL CHECK (name <> ''),
    class       TEXT NOT NULL DEFAULT '',
    resource_id TEXT NOT NULL DEFAULT '' CHECK (resource_id = lower(rtrim(resource_id, '/'))),
    external_id TEXT NOT NULL DEFAULT ''            -- what another CMDB calls it
);
CREATE INDEX desk_ci_by_resource ON desk_ci (resource_id);
CREATE INDEX desk_ci_by_name ON desk_ci (lower(name));
CREATE UNIQUE INDEX desk_ci_by_external ON desk_ci (external_id) WHERE external_id <> '';

CREATE TABLE desk_incident (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    number      TEXT NOT NULL GENERATED ALWAYS AS
                ('INC' || CASE WHEN id < 10000000 THEN substr('0000000' || id, -7) ELSE id END) VIRTUAL,
    key         TEXT UNIQUE,  -- the caller's; none for incidents that people opened
    title       TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    impact      INTEGER NOT NULL CHECK (impact BETWEEN 1 AND 3),
    urgency     INTEGER NOT NULL CHECK (urgency BETWEEN 1 AND 3),
    -- ITIL's matrix of impact and urgency: high and high is 1, low and low is 5, each step down costs one.
    priority    INTEGER NOT NULL GENERATED ALWAYS AS (impact + urgency - 1) VIRTUAL,
    state       TEXT NOT NULL DEFAULT 'new'
                CHECK (state IN ('new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled')),
    resolution  TEXT NOT NULL DEFAULT '',
    opened_at   TEXT NOT NULL,
    resolved_at TEXT,
    ci          INTEGER REFERENCES desk_ci (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX desk_incident_by_number ON desk_incident (number);
CREATE INDEX desk_incident_by_ci ON desk_incident (ci) WHERE ci IS NOT NULL;

CREATE TABLE desk_work_note (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES desk_incident (id) ON DELETE CASCADE,
    at       TEXT NOT NULL,
    text     TEXT NOT NULL
);
CREATE INDEX desk_work_note_by_incident ON desk_work_note (incident);

-- Every change of an incident, by whatever program.  Kept when the incident is deleted.
CREATE TABLE desk_history (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    incident   INTEGER NOT NULL,
    at         TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    what       TEXT NOT NULL,
    from_value TEXT,
    to_value   TEXT
);
CREATE INDEX desk_history_by_incident ON desk_history (incident);

CREATE TRIGGER desk_incident_opened AFTER INSERT ON desk_incident BEGIN
    INSERT INTO desk_history (incident, what, from_value, to_value) VALUES (new.id, 'state', NULL, new.state);
END;
CREATE TRIGGER desk_incident_changed AFTER UPDATE ON desk_incident BEGIN
    INSERT INTO desk_history (incident, what, from_value, to_value)
    SELECT new.id, change.what, change.from_value, change.to_value
    FROM (SELECT 'state' AS what, old.state AS from_value, new.state AS to_value
          UNION ALL SELECT 'title', old.title, new.title
          UNION ALL SELECT 'description', old.description, new.description
          UNION ALL SELECT 'impact', old.impact, new.impact
          UNION ALL SELECT 'urgency', old.urgency, new.urgency
          UNION ALL SELECT 'resolution', old.resolution, new.resolution
          UNION ALL SELECT 'ci', old.ci, new.ci) AS change
    WHERE change.from_value IS NOT change.to_value;
END;
CREATE TRIGGER desk_incident_deleted AFTER DELETE ON desk_incident BEGIN
    INSERT INTO desk_history (incident, what, from_value, to_value) VALUES (old.id, 'state', old.state, NULL);
END;

-- For people and for any SQLite client.  An interface: columns are added at the end, never changed.
CREATE VIEW incidents AS
SELECT i.number, i.state, i.priority, i.impact, i.urgency, i.title, c.name AS configuration_item, c.resource_id,
       i.opened_at, i.resolved_at, i.resolution, i.description, i.key,
       (SELECT count(*) FROM desk_work_note AS n WHERE n.incident = i.id) AS work_notes
FROM desk_incident AS i LEFT JOIN desk_ci AS c ON c.id = i.ci;

CREATE VIEW configuration_items AS
SELECT c.name, c.class, c.resource_id, c.external_id,
       (SELECT count(*) FROM desk_incident AS i
        WHERE i.ci = c.id AND i.state IN ('new', 'in_progress', 'on_hold')) AS open_incidents
FROM desk_ci AS c;
