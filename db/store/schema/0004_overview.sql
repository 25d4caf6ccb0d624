-- What came in the last hours is counted without reading bodies.
CREATE INDEX delivery_hours ON delivery (received_ms, duplicate_of);
