-- What came for each alert and what was done about it, one line each.  Both halves have columns of the same affinity (so
-- the CASTs): then SQLite takes each in the order of its index, and the newest lines cost nothing.
CREATE VIEW alert_history AS
SELECT s.at,
       s.what,
       s.detail,
       a.severity,
       a.rule,
       a.alert_id,
       a.resource,
       i.number AS incident,
       s.delivery,
       s.connection,
       s.alert_key
FROM story AS s
LEFT JOIN alert AS a ON a.alert_key = s.alert_key AND a.connection = s.connection
LEFT JOIN incident AS i ON i.id = s.incident
UNION ALL
SELECT d.received_at,
       CAST(CASE WHEN d.duplicate_of IS NULL THEN 'received' ELSE 'repeat' END AS TEXT),
       CAST(d.condition || ' (' || d.form || ') from ' || d.peer || '; ' || d.checks AS TEXT),
       a.severity,
       a.rule,
       a.alert_id,
       a.resource,
       CAST(NULL AS TEXT),
       CAST(d.id AS BIGINT),
       d.connection,
       d.alert_key
FROM delivery AS d
LEFT JOIN alert AS a ON a.alert_key = d.alert_key AND a.connection = d.connection;
