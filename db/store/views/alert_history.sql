-- What came for each alert and what was done about it, one line each.  What an alert is about is told by the delivery
-- itself, a repeat by the first of its kind.  Both halves have columns of the same affinity (so the CASTs): then SQLite
-- takes each in the order of its index, and the newest lines cost nothing.
CREATE VIEW alert_history AS
SELECT s.at,
       s.what,
       s.detail,
       CAST(COALESCE(NULLIF(x.severity, ''), a.severity) AS TEXT) AS severity,
       CAST(COALESCE(NULLIF(x.rule, ''), a.rule) AS TEXT) AS rule,
       CAST(COALESCE(NULLIF(d.alert_id, ''), a.alert_id) AS TEXT) AS alert_id,
       CAST(COALESCE(NULLIF(a.resource, ''), x.resource) AS TEXT) AS resource,
       i.number AS incident,
       s.delivery,
       s.connection,
       s.alert_key
FROM story AS s
LEFT JOIN delivery AS d ON d.id = s.delivery
LEFT JOIN inbox AS x ON x.delivery = s.delivery
LEFT JOIN alert AS a ON a.alert_key = s.alert_key AND a.connection = s.connection
LEFT JOIN incident AS i ON i.id = s.incident
UNION ALL
SELECT d.received_at,
       CAST(CASE WHEN d.duplicate_of IS NULL THEN 'received' ELSE 'repeat' END AS TEXT),
       CAST(d.condition || ' (' || d.form || ') from ' || d.peer || '; ' ||
            COALESCE((SELECT t.text FROM token_check AS t WHERE t.id = d.token_check), d.checks) AS TEXT),
       CAST(COALESCE(NULLIF(x.severity, ''), a.severity) AS TEXT),
       CAST(COALESCE(NULLIF(x.rule, ''), a.rule) AS TEXT),
       CAST(d.alert_id AS TEXT),
       CAST(COALESCE(NULLIF(a.resource, ''), x.resource) AS TEXT),
       CAST(NULL AS TEXT),
       CAST(d.id AS BIGINT),
       d.connection,
       d.alert_key
FROM delivery AS d
LEFT JOIN inbox AS x ON x.delivery = COALESCE(d.duplicate_of, d.id)
LEFT JOIN alert AS a ON a.alert_key = d.alert_key AND a.connection = d.connection;
