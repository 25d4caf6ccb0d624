#pragma once
// Fetches signing keys from the authorities; on the work line only.

#include <map>
#include <mutex>

#include "db/store/key_sets.h"
#include "inbound/metadata.h"
#include "service/environment.h"

namespace secure_export::service {

class KeyRefresh {
public:
    KeyRefresh(db::Database& database, const Environment& env);
    // Fetches one key set that is due; false when none is.  If the fetch fails, the last good set stays.  [concurrent]
    Result<bool> once();

private:
    struct Due {
        db::KeySetRow set;
        std::string settings;  // the document in force
    };
    Result<std::optional<Due>> claim();
    void tell_skipped(const db::KeySetId& id, const inbound::FetchedKeys& keys);

    db::Database& database_;
    const Environment& env_;
    std::mutex mutex_;
    std::map<db::KeySetId, std::string> told_skipped_;  // logged already: not repeated every hour
};

}  // namespace secure_export::service
