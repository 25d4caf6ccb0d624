#pragma once
// A port of the admin API: changing the settings.  Implemented by service/operations/settings_writer.

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"

namespace secure_export::admin {

// What became of a document that was to be saved.  `saved` false: another version is in force than the caller knew, and
// who saved it when.
struct SettingsSaved {
    bool saved = true, changed = true;
    std::int64_t version = 0;
    std::string changed_by, changed_at;
};

class SettingsWriter {
public:
    virtual ~SettingsWriter() = default;
    // The same document again makes no new version.  `only_over`: the version that the caller has seen, 0 for none.
    virtual Result<SettingsSaved> save(const std::string& document, const std::string& who,
                                       std::optional<std::int64_t> only_over) = 0;
    // Saves the document before `version` anew, when `version` is in force.
    virtual Result<SettingsSaved> undo(std::int64_t version, const std::string& who) = 0;
};

}  // namespace secure_export::admin
