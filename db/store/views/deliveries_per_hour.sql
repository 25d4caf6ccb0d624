-- What was accepted, by hour and connection.
CREATE VIEW deliveries_per_hour AS
SELECT substr(received_at, 1, 13) || ':00:00.000Z' AS hour,
       connection,
       count(*) AS deliveries,
       sum(CASE WHEN duplicate_of IS NULL AND condition = 'fired' THEN 1 ELSE 0 END) AS fired,
       sum(CASE WHEN duplicate_of IS NULL AND condition = 'resolved' THEN 1 ELSE 0 END) AS resolved,
       sum(CASE WHEN duplicate_of IS NULL AND condition = '' THEN 1 ELSE 0 END) AS other,
       sum(CASE WHEN duplicate_of IS NULL THEN 0 ELSE 1 END) AS repeats
FROM delivery
GROUP BY substr(received_at, 1, 13), connection;
