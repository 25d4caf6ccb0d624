#pragma once
// Caches which caps of connections are used up, as seen by this process, so that further requests are refused by their
// headers alone until the minute is over.  The database has the authoritative counts (db/store/usage.h).

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/exchange.h"
#include "core/settings.h"
#include "db/store/usage.h"

namespace secure_export::service {

class Caps {
public:
    // Records that a cap refused an alert under this version of the settings.  [concurrent]
    void used_up(const Connection& connection, db::Cap cap, std::int64_t settings_version, Time now);
    // The cap that is used up, Cap::none if there is none or it was recorded under other settings.  [concurrent]
    db::Cap over(const Connection& connection, std::int64_t settings_version, Time now) const;

    // 503 with a Retry-After up to the end of the cap's minute or day.
    static Reply refusal(db::Cap cap, Time now);
    // Explains the refusal to the operator.
    static std::string why(const Connection& connection, db::Cap cap);

private:
    struct Known {
        db::Cap cap;
        std::int64_t settings_version;
        Time since, until;  // ignored while the clock shows a time before `since`: it was set back
    };
    mutable std::mutex mutex_;
    std::map<std::string, Known, std::less<>> known_;  // by connection: bounded by the settings
};

}  // namespace secure_export::service
