#pragma once
// The settings document: one row for each version ever saved, with its author and time.

#include <vector>

#include "core/clock.h"
#include "db/engine/database.h"

namespace secure_export::db {

struct SavedSettings {
    std::int64_t version = 0;  // 0: never saved
    std::string document;      // JSON
    std::string changed_at, changed_by;
};

class SettingsStore {
public:
    explicit SettingsStore(Transaction& tx) : tx_(tx) {}
    std::int64_t version() const;
    SavedSettings current();
    // The saved version of that number; its `version` is 0 when there is none.
    SavedSettings version_of(std::int64_t version);
    // The versions below `before`, newest first, without their documents.
    std::vector<SavedSettings> history(std::int64_t before, int limit);
    // Returns the version in force afterwards.  Saves nothing when the document equals the current one.
    std::int64_t save(std::string_view document, std::string_view who, Time now);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
