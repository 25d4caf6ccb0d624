-- Migration 2 of the register: it counts LOC-000001 from here on.  Its numbers looked like ServiceNow's, and where both
-- desks are in use one number named two incidents.  Incidents that are there keep the number that people know.
ALTER TABLE desk_incident ADD COLUMN prefix TEXT NOT NULL DEFAULT 'LOC-' CHECK (prefix IN ('INC', 'LOC-'));
UPDATE desk_incident SET prefix = 'INC';
DROP VIEW incidents;
DROP INDEX desk_incident_by_number;
ALTER TABLE desk_incident DROP COLUMN number;
ALTER TABLE desk_incident ADD COLUMN number TEXT GENERATED ALWAYS AS
    (CASE WHEN prefix = 'INC' THEN 'INC' || CASE WHEN id < 10000000 THEN substr('0000000' || id, -7) ELSE id END
          ELSE 'LOC-' || CASE WHEN id < 1000000 THEN substr('000000' || id, -6) ELSE id END END) VIRTUAL;
CREATE UNIQUE INDEX desk_incident_by_number ON desk_incident (number);
CREATE VIEW incidents AS
SELECT i.number, i.state, i.priority, i.impact, i.urgency, i.title, c.name AS configuration_item, c.resource_id,
       i.opened_at, i.resolved_at, i.resolution, i.description, i.key,
       (SELECT count(*) FROM desk_work_note AS n WHERE n.incident = i.id) AS work_notes
FROM desk_incident AS i LEFT JOIN desk_ci AS c ON c.id = i.ci;
