-- What waits for each desk, and whether the desk answers: failures counts tries in vain since it last did.  Whose route
-- has to be read first waits for no desk yet, and has a row of its own.
CREATE VIEW desk_states AS
SELECT CASE n.desk WHEN '' THEN '(not known yet)' ELSE n.desk END AS desk,
       n.unfinished - n.in_progress AS waiting,
       n.in_progress,
       n.parked,
       n.paused_until,
       n.failures,
       n.last_error
FROM (SELECT l.desk,
             (SELECT count(*) FROM inbox AS x WHERE x.desk = l.desk AND x.state = 'waiting') AS unfinished,
             (SELECT count(*) FROM inbox AS x WHERE x.desk = l.desk AND x.leased = 1) AS in_progress,
             (SELECT count(*) FROM inbox AS x WHERE x.desk = l.desk AND x.state = 'parked') AS parked,
             l.paused_until_at AS paused_until,
             l.failures,
             l.last_error
      FROM desk_line AS l) AS n;
