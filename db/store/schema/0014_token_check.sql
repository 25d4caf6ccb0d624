-- The checks that a token passed are the same text for all that came with it: here once (or a few times, db/store/token_checks.h).
-- Rows are never changed or removed.  Deliveries of before have the text in their column checks, others have it empty.
CREATE TABLE token_check (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);
ALTER TABLE delivery ADD COLUMN token_check BIGINT;
