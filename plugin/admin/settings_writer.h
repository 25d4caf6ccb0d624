#pragma once
// A port of the admin API: changing the settings.  Implemented by service/operations/settings_writer.

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"

namespace secure_export::admin {

// The result of saving a document.  `saved` is false if the version in force is not the one that the caller has seen;
// the other members then describe the version in force.
struct SettingsSaved {
    bool saved = true, changed = true;
    std::int64_t version = 0;
    std::string changed_by, changed_at;
};

class SettingsWriter {
public:
    virtual ~SettingsWriter() = default;
    // Saving the document in force again makes no new version.  `only_over`: the version that the caller has seen, 0
    // for none; nullopt: save whatever version is in force.
    virtual Result<SettingsSaved> save(const std::string& document, const std::string& who,
                                       std::optional<std::int64_t> only_over) = 0;
    // Saves the document that preceded `version` as a new version, if `version` is in force.
    virtual Result<SettingsSaved> undo(std::int64_t version, const std::string& who) = 0;
};

}  // namespace secure_export::admin
