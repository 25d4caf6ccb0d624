#pragma once
// Caps of connections that are used up, as far as this process has met them: who sends more is told so by the header
// alone, until the minute or the day is over.  What counts is in the database (db/store/usage.h).

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
    // A cap of the settings of this version refused an alert.  [concurrent]
    void used_up(const Connection& connection, db::Cap cap, std::int64_t settings_version, Time now);
    // The cap that is used up; under other settings nothing is known.  [concurrent]
    db::Cap over(const Connection& connection, std::int64_t settings_version, Time now) const;

    // 503: the sender may come again once the window is over.
    static Reply refusal(db::Cap cap, Time now);
    // For the operator.
    static std::string why(const Connection& connection, db::Cap cap);

private:
    struct Known {
        db::Cap cap;
        std::int64_t settings_version;
        Time since, until;  // a clock that was set back before `since` says nothing about the window
    };
    mutable std::mutex mutex_;
    std::map<std::string, Known, std::less<>> known_;  // by connection, of which the settings bound the number
};

}  // namespace secure_export::service
