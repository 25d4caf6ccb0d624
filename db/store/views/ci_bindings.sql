-- Which configuration item stands for which Azure resource, and why.  open_incidents are those that carry the item, by
-- whatever resource they got it.
CREATE VIEW ci_bindings AS
SELECT b.resource,
       b.ci_name AS ci,
       b.ci_class,
       b.ci_id,
       b.reason,
       b.pinned_by,
       b.desk,
       b.bound_at,
       b.changed_at,
       (SELECT count(*) FROM incident AS i
        WHERE i.desk = b.desk AND i.ci_id = b.ci_id AND i.status <> 'closed') AS open_incidents
FROM binding AS b;
