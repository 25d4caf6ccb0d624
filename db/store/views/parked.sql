-- Deliveries that wait for an operator: retry or drop.  `behind` counts later news of the same alert that wait for it.
CREATE VIEW parked AS
SELECT x.delivery,
       x.why AS reason,
       x.attempt AS attempts,
       x.since_at AS since,
       d.condition,
       COALESCE(NULLIF(x.severity, ''), a.severity) AS severity,
       COALESCE(NULLIF(x.rule, ''), a.rule) AS rule,
       d.alert_id,
       COALESCE(NULLIF(a.resource, ''), x.resource) AS resource,
       i.number AS incident,
       (SELECT count(*) FROM inbox AS y
        WHERE y.connection = x.connection AND y.alert_key = x.alert_key AND y.delivery > x.delivery
          AND y.state IN ('waiting', 'parked')) AS behind,
       d.form,
       d.connection,
       d.received_at,
       d.alert_key
FROM inbox AS x
JOIN delivery AS d ON d.id = x.delivery
LEFT JOIN alert AS a ON a.alert_key = x.alert_key AND a.connection = x.connection
LEFT JOIN incident AS i ON i.id = a.incident
WHERE x.state = 'parked';
