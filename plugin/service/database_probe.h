#pragma once
// Tests for the health endpoint whether the database accepts alerts.  Each request tests again, unless they are many.

#include <mutex>
#include <optional>

#include "db/engine/trouble.h"
#include "db/store/probe.h"
#include "service/environment.h"

namespace secure_export::service {

class DatabaseProbe {
public:
    DatabaseProbe(db::Database& database, const Environment& env);

    // nullopt when an alert would be stored now.  Waits for the database as an alert does, at most 2 s.  Ten calls in a
    // row cause a write each, further ones one write in 2 s; the others return the last result.  [concurrent]
    std::optional<db::Trouble> look();

    // Report the intake's own results, so that health agrees with them.  After a failure, the tests also write alerts
    // of `bytes`.  [concurrent]
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
