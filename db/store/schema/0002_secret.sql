-- What desks sign in with, encrypted under a key that is not in this database (DATA_DIR/secret.key).  Closed to the
-- questions of operators.  nonce and sealed are hex digits.
CREATE TABLE secret (
    desk       TEXT NOT NULL,
    field      TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    nonce      TEXT NOT NULL,
    sealed     TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (desk, field)
);
