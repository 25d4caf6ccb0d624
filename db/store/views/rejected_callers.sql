-- Requests that were turned away, counted by hour and kind.  Status 0 with check "other": what was too much for one hour.
CREATE VIEW rejected_callers AS
SELECT hour,
       status,
       failed_check,
       count,
       connection,
       tenant,
       caller,
       peer,
       first_at,
       last_at,
       last_detail
FROM refusal;
