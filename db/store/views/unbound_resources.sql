-- Azure resources that alerts came for and no configuration item stands for.
CREATE VIEW unbound_resources AS
SELECT u.resource,
       u.why,
       (SELECT count(*) FROM incident AS i
        WHERE i.desk = u.desk AND i.resource = u.resource AND i.status <> 'closed') AS open_incidents,
       a.rule AS last_rule,
       a.alert_id AS last_alert_id,
       u.desk,
       u.first_seen_at,
       u.last_seen_at,
       u.looks,
       u.look_again_at
FROM unbound AS u
LEFT JOIN alert AS a ON a.alert_key = u.alert_key AND a.connection = u.alert_connection
WHERE u.ci_id = ''  -- otherwise bound by name for now
  AND NOT EXISTS (SELECT 1 FROM binding AS b WHERE b.desk = u.desk AND b.resource = u.resource);
