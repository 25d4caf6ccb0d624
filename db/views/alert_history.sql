-- What came for each alert and what was done about it, one line each.
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
FROM (SELECT at, what, detail, delivery, incident, connection, alert_key FROM story
      UNION ALL
      SELECT received_at, CASE WHEN duplicate_of IS NULL THEN 'received' ELSE 'repeat' END,
             condition || ' (' || form || ') from ' || peer || '; ' || checks, id, NULL, connection, alert_key
      FROM delivery) AS s
LEFT JOIN alert AS a ON a.alert_key = s.alert_key AND a.connection = s.connection
LEFT JOIN incident AS i ON i.id = s.incident;
