#pragma once
// Refusals on their way into the database: gathered in memory and written at most once a second, so that a stranger who
// sends a flood of bad requests cannot make us wait for the disk as often.

#include <map>
#include <mutex>
#include <optional>

#include "db/store/refusals.h"
#include "service/environment.h"

namespace secure_export::service {

class RefusalLog {
public:
    RefusalLog(db::Database& database, const Environment& env);
    void add(db::Refusal refusal);  // [concurrent]
    // Writes what has gathered when the last writing is a second ago; what cannot be written stays gathered.
    void write_if_due();
    // The same at once.  No storage error comes out of either.
    void write_all();

private:
    Outcome store(const std::map<std::string, db::Refusal>& refusals);

    db::Database& database_;
    const Environment& env_;
    std::mutex mutex_;
    std::map<std::string, db::Refusal> gathered_;
    std::optional<Milliseconds> written_;  // Uptime::since
};

}  // namespace secure_export::service
