-- What routes with policies hold back, group or wait for: one row for each happening that has such a route.  alerts: how
-- many fire in it.  due_at: when the next thing by a policy is due; held: no incident before due_at.
CREATE VIEW happenings AS
SELECT h.what,
       h.state,
       h.members AS alerts,
       CASE WHEN h.severity IS NULL THEN '' ELSE 'Sev' || h.severity END AS severity,
       i.number AS incident,
       CASE WHEN h.hold_tick IS NULL THEN '' WHEN h.in_maintenance = 1 THEN 'maintenance' ELSE 'hold' END AS held,
       h.due_at,
       h.flapping,
       h.summary,
       h.route,
       h.connection,
       h.first_seen_at,
       h.changed_at,
       h.generation AS incidents,
       h.key
FROM happening AS h
LEFT JOIN incident AS i ON i.id = h.incident;
