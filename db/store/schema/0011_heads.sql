-- What cannot be worked on costs a claim nothing, and what can is found by severity and by age.

-- head: nothing earlier of that alert waits or is parked (but aside): of each alert one item at most.  Only heads stand in
-- the indexes that a claim reads.
ALTER TABLE inbox ADD COLUMN head INTEGER NOT NULL DEFAULT 0 CHECK (head IN (0, 1));
UPDATE inbox SET head = 1
WHERE state IN ('waiting', 'parked') AND aside = 0
  AND NOT EXISTS (SELECT 1 FROM inbox AS e
                  WHERE e.connection = inbox.connection AND e.alert_key = inbox.alert_key
                    AND e.delivery < inbox.delivery AND e.state IN ('waiting', 'parked') AND e.aside = 0);
DROP INDEX inbox_line;
CREATE INDEX inbox_line ON inbox (desk, due_tick, delivery) WHERE state = 'waiting' AND head = 1;
CREATE INDEX inbox_severity ON inbox (desk, severity_level, due_tick, delivery) WHERE state = 'waiting' AND head = 1;
-- What waits for each desk, heads or not, is counted for people.
CREATE INDEX inbox_waiting ON inbox (desk) WHERE state = 'waiting';

-- Desks take turns: the one whose turn is the longest ago comes first.
ALTER TABLE desk_line ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
CREATE INDEX desk_line_turn ON desk_line (turn, desk);
