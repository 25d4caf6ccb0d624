#pragma once
// Buffers refused requests in memory and writes them to the database at most once a second, so that a flood of bad
// requests does not cause a write each.

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
    // Writes the buffer if the last write was at least a second ago.  Refusals that cannot be written stay in it.
    void write_if_due();
    // Writes the buffer now.  Neither function throws a storage error.
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
