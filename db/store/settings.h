#pragma once
// The settings document, one row for each version ever saved, with who and when.

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
    // A version ever saved; version 0 in the answer when there is none of that number.
    SavedSettings version_of(std::int64_t version);
    // Below `before`, the newest first, without their documents.
    std::vector<SavedSettings> history(std::int64_t before, int limit);
    // Saves nothing when the document is what is current already.  The version now in force.
    std::int64_t save(std::string_view document, std::string_view who, Time now);

private:
    Transaction& tx_;
};

}  // namespace secure_export::db
