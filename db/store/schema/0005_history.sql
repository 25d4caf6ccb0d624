-- The view alert_history gives its newest rows, and deliveries_per_hour its counts, without reading bodies.
DROP INDEX delivery_hours;
CREATE INDEX delivery_time ON delivery (received_at, duplicate_of, connection, condition);
