#pragma once
// Refused requests, counted by hour and kind, so that nobody can fill the disk with them.

#include "core/clock.h"
#include "db/engine/database.h"
#include "db/store/limits.h"

namespace secure_export::db {

struct Refusal {
    Time at;
    int status = 401;
    std::string check;           // name of the failed check: "signature", "audience", "malformed_json", ...
    std::string connection;      // empty when none was identified
    std::string tenant, caller;  // of a token whose signature was verified; otherwise empty
    std::string peer;
    std::string detail;  // for operators: what was wrong and what to do; no token
    std::int64_t count = 1;
};

class Refusals {
public:
    explicit Refusals(Transaction& tx) : tx_(tx) {}
    // Keeps at most max_refusal_rows_an_hour rows per hour, for refusals_kept (limits.h); further refusals are counted
    // in one row with check "other" and status 0.
    void add(const Refusal& refusal);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
