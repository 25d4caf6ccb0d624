-- Incidents that are not over, with the alert they stand for: of several, the first (happenings counts
-- them).  age_minutes is SQLite's way of asking the clock.
CREATE VIEW open_incidents AS
SELECT i.number,
       i.status,
       a.severity,
       a.rule,
       a.alert_id,
       i.resource,
       i.ci_name AS ci,
       i.ci_id,
       i.ci_reason,
       i.title,
       i.desk,
       i.connection,
       i.created_at AS opened_at,
       (CAST(strftime('%s', 'now') AS BIGINT) - i.created_ms / 1000) / 60 AS age_minutes,
       i.changed_at,
       a.last_fired_at,
       i.url,
       i.desk_key,
       a.alert_key
FROM incident AS i
LEFT JOIN alert AS a ON a.id = (SELECT min(m.id) FROM alert AS m WHERE m.incident = i.id)
WHERE i.status <> 'closed';
