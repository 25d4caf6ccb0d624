#pragma once
// The tenants' signing keys as fetched: stored, so that they survive restarts and outages of the authority, and shared
// by all processes.

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
    std::optional<Time> fetched_at;  // last success, wall time, for people
    std::optional<Tick> fetched;     // last success
    std::optional<Tick> asked;       // the request line's last request for a refresh; kept after the refresh
    std::optional<Tick> tried;       // last attempt, successful or not
    int failures = 0;                // consecutive ones
    std::string last_error;
};

class KeySets {
public:
    explicit KeySets(Transaction& tx) : tx_(tx) {}
    std::vector<KeySetRow> all();
    // Syncs the rows with `ids`: adds missing ones (due at once), removes those that no connection uses.
    void keep(const std::vector<KeySetId>& ids, Tick now);
    // Makes the set due now, after the request line met an unknown kid.  Does nothing when that was requested less than
    // `apart` ago; scheduled fetches do not count, since a key may be rotated right after one.  True if the row
    // changed.
    bool ask(const KeySetId& id, Tick now, Milliseconds apart);
    // Claims a set that is due, by request or by schedule, and not leased: leased to the caller until `now` + `lease`.
    std::optional<KeySetRow> claim(Tick now, Milliseconds lease);
    void fetched(const KeySetId& id, std::string_view issuer, std::string_view jwks, const Moment& now,
                 Milliseconds next_in);
    void failed(const KeySetId& id, std::string_view why, Tick now, Milliseconds next_in);
    std::optional<Tick> next_due() const;
    // The time since the set was fetched, an upper bound: by wall clock or by timeline, whichever is longer, so that
    // setting the clock back does not make keys look fresh.  nullopt when it was never fetched.
    std::optional<Milliseconds> age(const KeySetRow& row, const Moment& now) const;
    // Increases with every change relevant to verification (sets fetched or requested, rows added or removed).
    std::int64_t revision() const;

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
