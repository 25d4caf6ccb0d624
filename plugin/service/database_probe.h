#pragma once
// Whether the database takes alerts, for those who ask about health: tried anew at each question, as long as they are
// few.

#include <mutex>
#include <optional>

#include "db/engine/trouble.h"
#include "db/store/probe.h"
#include "service/environment.h"

namespace secure_export::service {

class DatabaseProbe {
public:
    DatabaseProbe(db::Database& database, const Environment& env);

    // Nothing when an alert would be stored now.  Waits for the database as an alert does, 2 s at most.  Ten questions
    // in a row cost a write each, more than that one in 2 s: the others are told what was found last.  [concurrent]
    std::optional<db::Trouble> look();

    // What intake met: health must not say otherwise.  After a failure alerts of `bytes` are tried, too.  [concurrent]
    void stored();
    void not_stored(std::size_t bytes, const Error& why);

private:
    bool may_try(Milliseconds now);  // under mutex_

    db::Database& database_;
    const Environment& env_;
    std::mutex mutex_;
    std::optional<db::Trouble> last_;
    bool known_ = false, trying_ = false;
    std::size_t bytes_;
    int tries_left_;
    std::optional<Milliseconds> filled_up_;  // Uptime::since
};

}  // namespace secure_export::service
