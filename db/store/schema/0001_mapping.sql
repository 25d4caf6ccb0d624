-- The mapping database.  Plain types and statements that SQLite and PostgreSQL share; "INTEGER PRIMARY KEY" is SQLite's
-- row number and would be an identity column in PostgreSQL.  Times: *_ms are Unix time in milliseconds, UTC, where machines
-- compare; *_at the same as ISO 8601 text, where people read.  Texts that are not known are '', so that keys hold.

-- What was answered 202, never changed.  The body is kept as it came, once; a repeat has a row of its own that points to
-- the first of its kind.  What is still to be done stands in inbox: a change there must not rewrite the body's pages.
CREATE TABLE delivery (
    id           INTEGER PRIMARY KEY,
    connection   TEXT NOT NULL,
    alert_key    TEXT NOT NULL,
    condition    TEXT NOT NULL CHECK (condition IN ('fired', 'resolved', '')),
    fired_at     TEXT NOT NULL,
    alert_id     TEXT NOT NULL,
    form         TEXT NOT NULL,
    duplicate_of BIGINT REFERENCES delivery (id),
    received_ms  BIGINT NOT NULL,
    received_at  TEXT NOT NULL,
    peer         TEXT NOT NULL,
    caller       TEXT NOT NULL,
    checks       TEXT NOT NULL,
    body         TEXT,
    CHECK (duplicate_of IS NULL OR body IS NULL)
);
-- One first of each kind.  The alert key leads: an alert is also looked up by it alone.
CREATE UNIQUE INDEX delivery_first ON delivery (alert_key, connection, condition, fired_at) WHERE duplicate_of IS NULL;
CREATE INDEX delivery_repeats ON delivery (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- waiting: to be worked on when due_ms has come.  A claim moves due_ms on to the lease's end and counts attempt up, so an
-- item whose owner died becomes due again by itself, and an owner that wakes late is known by its old attempt.
CREATE TABLE inbox (
    delivery   INTEGER PRIMARY KEY REFERENCES delivery (id),
    connection TEXT NOT NULL,
    alert_key  TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'parked', 'done', 'dropped')),
    leased     INTEGER NOT NULL DEFAULT 0 CHECK (leased IN (0, 1)),
    holder     TEXT NOT NULL DEFAULT '',
    attempt    INTEGER NOT NULL DEFAULT 0,
    due_ms     BIGINT NOT NULL,
    since_at   TEXT NOT NULL,
    why        TEXT NOT NULL DEFAULT '',
    who        TEXT NOT NULL DEFAULT ''
);
-- Finished items are in none of these, so that they cost a claim nothing.
CREATE INDEX inbox_due ON inbox (due_ms, delivery) WHERE state = 'waiting';
CREATE INDEX inbox_order ON inbox (connection, alert_key, delivery) WHERE state IN ('waiting', 'parked');
CREATE INDEX inbox_held ON inbox (holder) WHERE leased = 1;
CREATE INDEX inbox_parked ON inbox (delivery) WHERE state = 'parked';

CREATE TABLE incident (
    id              INTEGER PRIMARY KEY,
    correlation_key TEXT NOT NULL,
    connection      TEXT NOT NULL,
    desk            TEXT NOT NULL,
    desk_key        TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('opening', 'open', 'resolving', 'reopening', 'closed')),
    desk_id         TEXT NOT NULL,
    number          TEXT NOT NULL,
    url             TEXT NOT NULL,
    title           TEXT NOT NULL,
    resource        TEXT NOT NULL,
    ci_id           TEXT NOT NULL,
    ci_name         TEXT NOT NULL,
    ci_reason       TEXT NOT NULL,
    created_ms      BIGINT NOT NULL,
    created_at      TEXT NOT NULL,
    changed_at      TEXT NOT NULL,
    closed_at       TEXT
);
-- The promise: one open incident per correlation key, however many processes try.
CREATE UNIQUE INDEX incident_one_open ON incident (correlation_key) WHERE status <> 'closed';
CREATE INDEX incident_history ON incident (correlation_key);
CREATE INDEX incident_of_resource ON incident (desk, resource) WHERE status <> 'closed';
CREATE INDEX incident_without_ci ON incident (desk, resource) WHERE status = 'open' AND ci_id = '';
CREATE INDEX incident_number ON incident (lower(number));
CREATE INDEX incident_desk_key ON incident (desk_key);

CREATE TABLE alert (
    id                 INTEGER PRIMARY KEY,
    connection         TEXT NOT NULL,
    alert_key          TEXT NOT NULL,
    correlation_key    TEXT NOT NULL,
    state              TEXT NOT NULL
                       CHECK (state IN ('unknown', 'opening', 'open', 'resolving', 'reopening', 'closed')),
    generation         INTEGER NOT NULL,
    incident           BIGINT REFERENCES incident (id),
    last_fired_ms      BIGINT,
    last_fired_at      TEXT,
    last_resolved_ms   BIGINT,
    last_resolved_at   TEXT,
    alert_id           TEXT NOT NULL,
    rule               TEXT NOT NULL,
    severity           TEXT NOT NULL,
    resource           TEXT NOT NULL,
    monitoring_service TEXT NOT NULL,
    first_seen_at      TEXT NOT NULL,
    changed_at         TEXT NOT NULL,
    UNIQUE (alert_key, connection)
);
CREATE INDEX alert_by_id ON alert (lower(alert_id));
CREATE INDEX alert_by_correlation ON alert (correlation_key);
CREATE INDEX alert_by_incident ON alert (incident);

-- Which configuration item stands for an Azure resource in a desk.
CREATE TABLE binding (
    desk           TEXT NOT NULL,
    resource       TEXT NOT NULL,
    ci_id          TEXT NOT NULL,
    ci_name        TEXT NOT NULL,
    ci_class       TEXT NOT NULL,
    ci_resource_id TEXT NOT NULL,
    reason         TEXT NOT NULL,
    pinned_by      TEXT NOT NULL,
    bound_at       TEXT NOT NULL,
    changed_at     TEXT NOT NULL,
    PRIMARY KEY (desk, resource)
);

-- Resources that no configuration item stands for yet; looked up again when look_again_ms has come.
CREATE TABLE unbound (
    desk             TEXT NOT NULL,
    resource         TEXT NOT NULL,
    why              TEXT NOT NULL,
    alert_connection TEXT NOT NULL,
    alert_key        TEXT NOT NULL,
    delivery         BIGINT REFERENCES delivery (id),
    first_seen_at    TEXT NOT NULL,
    last_seen_at     TEXT NOT NULL,
    looks            INTEGER NOT NULL DEFAULT 1,
    look_again_ms    BIGINT NOT NULL,
    look_again_at    TEXT NOT NULL,
    PRIMARY KEY (desk, resource)
);
CREATE INDEX unbound_due ON unbound (look_again_ms);
CREATE INDEX unbound_delivery ON unbound (delivery);

-- Signing keys of the tenants as fetched.
CREATE TABLE key_set (
    authority      TEXT NOT NULL,
    tenant         TEXT NOT NULL,
    version        INTEGER NOT NULL CHECK (version IN (1, 2)),
    issuer         TEXT NOT NULL DEFAULT '',
    jwks           TEXT NOT NULL DEFAULT '',
    fetched_ms     BIGINT,
    asked_ms       BIGINT,
    tried_ms       BIGINT,
    due_ms         BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL DEFAULT 0,
    failures       INTEGER NOT NULL DEFAULT 0,
    last_error     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (authority, tenant, version)
);
-- Written now and then to find out whether the database takes writes.
CREATE TABLE probe (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
);
-- Counts changes that other processes have to notice.
CREATE TABLE revision (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO revision (name, value) VALUES ('key_set', 0);

-- The settings document, one row for each version ever saved.
CREATE TABLE setting (
    version    INTEGER PRIMARY KEY,
    document   TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL
);

-- What happened to each alert, for people.
CREATE TABLE story (
    id         INTEGER PRIMARY KEY,
    at_ms      BIGINT NOT NULL,
    at         TEXT NOT NULL,
    connection TEXT NOT NULL,
    alert_key  TEXT NOT NULL,
    delivery   BIGINT,
    incident   BIGINT,
    what       TEXT NOT NULL,
    detail     TEXT NOT NULL
);
CREATE INDEX story_of_alert ON story (alert_key, connection, at_ms);
CREATE INDEX story_time ON story (at);

-- Requests that were turned away, counted by hour and kind.
CREATE TABLE refusal (
    hour         TEXT NOT NULL,
    status       INTEGER NOT NULL,
    failed_check TEXT NOT NULL,
    connection   TEXT NOT NULL,
    tenant       TEXT NOT NULL,
    caller       TEXT NOT NULL,
    peer         TEXT NOT NULL,
    count        BIGINT NOT NULL,
    first_at     TEXT NOT NULL,
    last_at      TEXT NOT NULL,
    last_detail  TEXT NOT NULL,
    PRIMARY KEY (hour, status, failed_check, connection, tenant, caller, peer)
);
