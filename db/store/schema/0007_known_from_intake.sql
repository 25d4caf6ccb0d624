-- What an alert is about, read when it comes: while it waits, lists and searches know it, and a claim knows how severe it
-- is.  severity is the text as it came, severity_level its number: 0 (critical) to 4 (verbose), 5 where none is told.
ALTER TABLE inbox ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN severity TEXT NOT NULL DEFAULT '';
ALTER TABLE inbox ADD COLUMN severity_level INTEGER NOT NULL DEFAULT 5;
ALTER TABLE inbox ADD COLUMN resource TEXT NOT NULL DEFAULT '';
-- Of what came before, what its alert tells.
UPDATE inbox SET rule = a.rule, severity = a.severity, resource = a.resource,
                 severity_level = CASE lower(a.severity)
                     WHEN 'sev0' THEN 0 WHEN '0' THEN 0 WHEN 'critical' THEN 0
                     WHEN 'sev1' THEN 1 WHEN '1' THEN 1 WHEN 'error' THEN 1
                     WHEN 'sev2' THEN 2 WHEN '2' THEN 2 WHEN 'warning' THEN 2
                     WHEN 'sev3' THEN 3 WHEN '3' THEN 3 WHEN 'informational' THEN 3
                     WHEN 'sev4' THEN 4 WHEN '4' THEN 4 WHEN 'verbose' THEN 4
                     ELSE 5 END
FROM alert AS a
WHERE a.alert_key = inbox.alert_key AND a.connection = inbox.connection;
-- An alert of which only a Resolved came kept no id.
UPDATE alert SET alert_id = (SELECT d.alert_id FROM delivery AS d
                             WHERE d.alert_key = alert.alert_key AND d.connection = alert.connection
                               AND d.duplicate_of IS NULL ORDER BY d.id LIMIT 1)
WHERE alert_id = '' AND EXISTS (SELECT 1 FROM delivery AS d
                                WHERE d.alert_key = alert.alert_key AND d.connection = alert.connection
                                  AND d.duplicate_of IS NULL);
