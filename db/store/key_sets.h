#pragma once
// Signing keys of the tenants, as fetched: kept through restarts and outages of the authority, shared by all processes.

#include "db/engine/database.h"
#include "db/store/timeline.h"

namespace secure_export::db {

struct KeySetId {
    std::string authority;  // "https://login.microsoftonline.com"
    std::string tenant;     // GUID, lower case
    int version = 1;        // of the token: 1 or 2
    auto operator<=>(const KeySetId&) const = default;
};

struct KeySetRow {
    KeySetId id;
    std::string issuer;              // of the metadata document; empty: never fetched
    std::string jwks;                // JSON as fetched
    std::optional<Time> fetched_at;  // last success, for people
    std::optional<Tick> fetched;     // the same
    std::optional<Tick> asked;       // when the request line last asked for a refresh; kept after it was done
    std::optional<Tick> tried;       // last attempt, good or bad
    int failures = 0;                // in a row
    std::string last_error;
};

class KeySets {
public:
    explicit KeySets(Transaction& tx) : tx_(tx) {}
    std::vector<KeySetRow> all();
    // Rows for exactly these: adds what is missing (due at once), removes what no connection uses any more.
    void keep(const std::vector<KeySetId>& ids, Tick now);
    // The request line met an unknown kid: the set is due now.  Does nothing when it was asked for less than `apart`
    // ago already.  Scheduled fetches do not count: a key may roll over right after one.  True when the row changed.
    bool ask(const KeySetId& id, Tick now, Milliseconds apart);
    // A set that is due (asked for, or its time has come) and leased to nobody: leased to the caller until now + lease.
    std::optional<KeySetRow> claim(Tick now, Milliseconds lease);
    void fetched(const KeySetId& id, std::string_view issuer, std::string_view jwks, const Moment& now,
                 Milliseconds next_in);
    void failed(const KeySetId& id, std::string_view why, Tick now, Milliseconds next_in);
    std::optional<Tick> next_due() const;
    // How long ago the set was fetched, or longer: by the clock on the wall or by the timeline, whichever says more, so
    // that a clock set back makes no keys fresh.  Nothing when it never was.
    std::optional<Milliseconds> age(const KeySetRow& row, const Moment& now) const;
    // Grows with every change that matters to verifiers (sets fetched or asked for, rows added or removed).
    std::int64_t revision() const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
