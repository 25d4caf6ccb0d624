#pragma once
// Settings and keys as read from the database; shared until either changes.

#include <map>
#include <memory>
#include <mutex>

#include "core/settings.h"
#include "db/store/key_sets.h"
#include "inbound/authorize.h"
#include "service/environment.h"

namespace secure_export::service {

struct Snapshot {
    std::int64_t settings_version = 0, keys_revision = 0;
    Settings settings;
    std::unique_ptr<inbound::Authorizer> authorizer;
    std::map<db::KeySetId, db::KeySetRow> key_sets;  // without the keys themselves
    // Until when the snapshot is valid: keys in use become too old, or keys that are too old are checked again.
    Milliseconds good_until_uptime = Milliseconds::max();  // Uptime::since
    Time good_until = Time::max();

    const Connection* connection(std::string_view name) const;
    const DeskSettings* desk(std::string_view name) const;
};

// The key sets that these connections need: of both token versions, since Azure chooses the version (CONTRACT.md 1.1),
// and also for disabled connections, so that their senders get 403 and not 503.
std::vector<db::KeySetId> key_sets_for(const Settings& settings);

// The age up to which keys are used.
Milliseconds longest_key_age(const Settings& settings);

class Snapshots {
public:
    Snapshots(db::Database& database, const Environment& env);
    // The last result of current(), without reading the database; null before the first.  [concurrent]
    std::shared_ptr<const Snapshot> last() const;
    // The settings and keys in force, including changes by other processes.  [concurrent]
    Result<std::shared_ptr<const Snapshot>> current();

private:
    Result<std::shared_ptr<const Snapshot>> current_in(db::Transaction& tx);

    db::Database& database_;
    const Environment& env_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> last_;
};

}  // namespace secure_export::service
