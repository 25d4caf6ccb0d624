-- A resource whose open incidents carry an item that was found by its name alone stays among those to be looked up again:
-- an item that carries its id may come later.  ci_id and ci_name are that item; '' where nothing stands for it.
ALTER TABLE unbound ADD COLUMN ci_id TEXT NOT NULL DEFAULT '';
ALTER TABLE unbound ADD COLUMN ci_name TEXT NOT NULL DEFAULT '';
DROP INDEX incident_without_ci;
CREATE INDEX incident_to_bind ON incident (desk, resource, ci_id) WHERE status = 'open';
-- ci_bindings counts the open incidents of an item.
CREATE INDEX incident_of_ci ON incident (desk, ci_id) WHERE status <> 'closed';
