#include "db/store/key_sets.h"

#include <algorithm>

namespace secure_export::db {
namespace {

KeySetRow read_key_set(const Statement& row) {
    KeySetRow set;
    row.into(set.id.authority, set.id.tenant, set.id.version, set.issuer, set.jwks, set.fetched_at, set.asked,
             set.tried, set.failures, set.last_error, set.fetched);
    return set;
}

void count_change(Transaction& tx) { tx.prepare("UPDATE revision SET value = value + 1 WHERE name = 'key_set'").run(); }

// Binds the id to the first parameters, then the rest.
template <class... Rest>
void run_for(Statement statement, const KeySetId& id, const Rest&... rest) {
    statement.run_with(id.authority, id.tenant, id.version, rest...);
}

constexpr std::string_view claim_due_fetch = R"sql(
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
    while (row.step()) sets.push_back(read_key_set(row));
    return sets;
}

void KeySets::keep(const std::vector<KeySetId>& ids, Tick now) {
    bool changed = false;
    for (const KeySetRow& row : all()) {
        if (std::find(ids.begin(), ids.end(), row.id) != ids.end()) continue;
        run_for(tx_.prepare("DELETE FROM key_set WHERE authority = $1 AND tenant = $2 AND version = $3"), row.id);
        changed = true;
    }
    for (const KeySetId& id : ids) {
        run_for(tx_.prepare("INSERT INTO key_set (authority, tenant, version, due_tick) VALUES ($1, $2, $3, $4) "
                            "ON CONFLICT (authority, tenant, version) DO NOTHING"),
                id, now);
        changed = changed || tx_.changes() > 0;
    }
    if (changed) count_change(tx_);
}

bool KeySets::ask(const KeySetId& id, Tick now, Milliseconds apart) {
    run_for(tx_.prepare(
                "UPDATE key_set SET asked_tick = $4, due_tick = CASE WHEN due_tick < $4 THEN due_tick ELSE $4 END "
                "WHERE authority = $1 AND tenant = $2 AND version = $3 AND (asked_tick IS NULL OR asked_tick <= $5)"),
            id, now, now - apart);
    if (tx_.changes() != 1) return false;
    count_change(tx_);
    return true;
}

std::optional<KeySetRow> KeySets::claim(Tick now, Milliseconds lease) {
    Statement claim = tx_.prepare(claim_due_fetch);
    claim.bind_all(now, now + lease);
    std::optional<KeySetRow> found;
    while (claim.step()) found = read_key_set(claim);
    return found;
}

void KeySets::fetched(const KeySetId& id, std::string_view issuer, std::string_view jwks, const Moment& now,
                      Milliseconds next_in) {
    run_for(tx_.prepare("UPDATE key_set SET issuer = $4, jwks = $5, fetched_ms = $6, fetched_tick = $8, "
                        "tried_tick = $8, due_tick = $7, lease_until_tick = 0, failures = 0, last_error = '' "
                        "WHERE authority = $1 AND tenant = $2 AND version = $3"),
            id, issuer, jwks, now.wall, now.tick + next_in, now.tick);
    count_change(tx_);
}

// Keeps the set fetched last: verification continues with it.
void KeySets::failed(const KeySetId& id, std::string_view why, Tick now, Milliseconds next_in) {
    run_for(tx_.prepare("UPDATE key_set SET tried_tick = $4, due_tick = $5, lease_until_tick = 0, "
                        "failures = failures + 1, last_error = $6 "
                        "WHERE authority = $1 AND tenant = $2 AND version = $3"),
            id, now, now + next_in, why);
}

std::optional<Tick> KeySets::next_due() const {
    Statement next = tx_.prepare(
        "SELECT min(CASE WHEN due_tick > lease_until_tick THEN due_tick ELSE lease_until_tick END) FROM key_set");
    std::optional<Tick> due;
    if (next.step()) next.into(due);
    return due;
}

std::optional<Milliseconds> KeySets::age(const KeySetRow& row, const Moment& now) const {
    if (!row.fetched_at) return std::nullopt;
    Milliseconds age = std::max(Milliseconds(0), now.wall - *row.fetched_at);
    if (!row.fetched) return age;
    Tick counted_from = *row.fetched;
    // Ticks of earlier boots are not comparable: for a fetch before this boot, use the time since the boot.
    Statement boot = tx_.prepare("SELECT began_tick FROM timeline");
    if (boot.step()) counted_from = std::max(counted_from, tick_of(boot.integer(0)));
    return std::max(age, now.tick - counted_from);
}

std::int64_t KeySets::revision() const {
    Statement row = tx_.prepare("SELECT value FROM revision WHERE name = 'key_set'");
    return row.step() ? row.integer(0) : 0;
}

}  // namespace secure_export::db
