#include "db/store/key_sets.h"

#include <algorithm>

namespace secure_export::db {
namespace {

std::optional<Tick> tick_at(const Statement& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return tick_of(row.integer(column));
}

KeySetRow read_row(const Statement& row) {
    KeySetRow set;
    set.id.authority = row.text(0);
    set.id.tenant = row.text(1);
    set.id.version = static_cast<int>(row.integer(2));
    set.issuer = row.text(3);
    set.jwks = row.text(4);
    if (!row.is_null(5)) set.fetched_at = Time(Milliseconds(row.integer(5)));
    set.asked = tick_at(row, 6);
    set.tried = tick_at(row, 7);
    set.failures = static_cast<int>(row.integer(8));
    set.last_error = row.text(9);
    set.fetched = tick_at(row, 10);
    return set;
}

void count_change(Transaction& tx) { tx.prepare("UPDATE revision SET value = value + 1 WHERE name = 'key_set'").run(); }

Statement& bind_id(Statement& statement, const KeySetId& id) {
    return statement.bind(1, id.authority).bind(2, id.tenant).bind(3, id.version);
}

constexpr std::string_view claim_due = R"sql(
    UPDATE key_set SET lease_until_tick = $2
    WHERE (authority, tenant, version) =
          (SELECT k.authority, k.tenant, k.version FROM key_set AS k
           WHERE k.due_tick <= $1 AND k.lease_until_tick <= $1
           ORDER BY k.due_tick LIMIT 1)
    RETURNING authority, tenant, version, issuer, jwks, fetched_ms, asked_tick, tried_tick, failures, last_error,
              fetched_tick)sql";

}  // namespace

std::vector<KeySetRow> KeySets::all() {
    Statement row = tx_.prepare(
        "SELECT authority, tenant, version, issuer, jwks, fetched_ms, asked_tick, tried_tick, failures, last_error, "
        "fetched_tick FROM key_set ORDER BY authority, tenant, version");
    std::vector<KeySetRow> sets;
    while (row.step()) sets.push_back(read_row(row));
    return sets;
}

void KeySets::keep(const std::vector<KeySetId>& ids, Tick now) {
    bool changed = false;
    for (const KeySetRow& row : all()) {
        if (std::find(ids.begin(), ids.end(), row.id) != ids.end()) continue;
        Statement remove = tx_.prepare("DELETE FROM key_set WHERE authority = $1 AND tenant = $2 AND version = $3");
        bind_id(remove, row.id).run();
        changed = true;
    }
    for (const KeySetId& id : ids) {
        Statement add = tx_.prepare(
            "INSERT INTO key_set (authority, tenant, version, due_tick) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (authority, tenant, version) DO NOTHING");
        bind_id(add, id).bind(4, ms(now)).run();
        changed = changed || tx_.changes() > 0;
    }
    if (changed) count_change(tx_);
}

bool KeySets::ask(const KeySetId& id, Tick now, Milliseconds apart) {
    Statement ask = tx_.prepare(
        "UPDATE key_set SET asked_tick = $4, due_tick = CASE WHEN due_tick < $4 THEN due_tick ELSE $4 END "
        "WHERE authority = $1 AND tenant = $2 AND version = $3 AND (asked_tick IS NULL OR asked_tick <= $5)");
    bind_id(ask, id).bind(4, ms(now)).bind(5, ms(now - apart)).run();
    if (tx_.changes() != 1) return false;
    count_change(tx_);
    return true;
}

std::optional<KeySetRow> KeySets::claim(Tick now, Milliseconds lease) {
    Statement claim = tx_.prepare(claim_due);
    claim.bind(1, ms(now)).bind(2, ms(now + lease));
    std::optional<KeySetRow> found;
    while (claim.step()) found = read_row(claim);
    return found;
}

void KeySets::fetched(const KeySetId& id, std::string_view issuer, std::string_view jwks, const Moment& now,
                      Milliseconds next_in) {
    Statement save = tx_.prepare(
        "UPDATE key_set SET issuer = $4, jwks = $5, fetched_ms = $6, fetched_tick = $8, tried_tick = $8, "
        "due_tick = $7, lease_until_tick = 0, failures = 0, last_error = '' WHERE authority = $1 AND tenant = $2 AND "
        "version = $3");
    bind_id(save, id).bind(4, issuer).bind(5, jwks).bind(6, now.wall.time_since_epoch().count());
    save.bind(7, ms(now.tick + next_in)).bind(8, ms(now.tick)).run();
    count_change(tx_);
}

// What was fetched last stays: verifiers go on with it.
void KeySets::failed(const KeySetId& id, std::string_view why, Tick now, Milliseconds next_in) {
    Statement save = tx_.prepare(
        "UPDATE key_set SET tried_tick = $4, due_tick = $5, lease_until_tick = 0, failures = failures + 1, "
        "last_error = $6 WHERE authority = $1 AND tenant = $2 AND version = $3");
    bind_id(save, id).bind(4, ms(now)).bind(5, ms(now + next_in)).bind(6, why).run();
}

std::optional<Tick> KeySets::next_due() const {
    Statement next = tx_.prepare(
        "SELECT min(CASE WHEN due_tick > lease_until_tick THEN due_tick ELSE lease_until_tick END) FROM key_set");
    if (!next.step()) return std::nullopt;
    return tick_at(next, 0);
}

std::optional<Milliseconds> KeySets::age(const KeySetRow& row, const Moment& now) const {
    if (!row.fetched_at) return std::nullopt;
    Milliseconds age = std::max(Milliseconds(0), now.wall - *row.fetched_at);
    if (!row.fetched) return age;
    Tick counted_from = *row.fetched;
    // A new boot's timeline leaves a gap whose length means nothing: of a fetch before it, what this boot has lasted.
    Statement boot = tx_.prepare("SELECT began_tick FROM timeline");
    if (boot.step()) counted_from = std::max(counted_from, tick_of(boot.integer(0)));
    return std::max(age, now.tick - counted_from);
}

std::int64_t KeySets::revision() const {
    Statement row = tx_.prepare("SELECT value FROM revision WHERE name = 'key_set'");
    return row.step() ? row.integer(0) : 0;
}

}  // namespace secure_export::db
