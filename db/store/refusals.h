#pragma once
// Requests that were turned away, counted by hour and kind so that a stranger cannot fill the disk.

#include "core/clock.h"
#include "db/engine/database.h"
#include "db/store/limits.h"

namespace secure_export::db {

struct Refusal {
    Time at;
    int status = 401;
    std::string check;           // name of the failed check: "signature", "audience", "malformed_json", ...
    std::string connection;      // empty when none was chosen
    std::string tenant, caller;  // of a token whose signature was good; otherwise empty
    std::string peer;
    std::string detail;  // for operators: what was wrong and what to do; no token
    std::int64_t count = 1;
};

class Refusals {
public:
    explicit Refusals(Transaction& tx) : tx_(tx) {}
    // At most max_refusal_rows_an_hour rows, for refusals_kept (limits.h); what does not fit is counted in one row
    // with check "other" and status 0.
    void add(const Refusal& refusal);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
