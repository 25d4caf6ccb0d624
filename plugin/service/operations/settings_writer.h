#pragma once
// Saves settings, and syncs the rows derived from them: desk queues and key sets.

#include "admin/settings_writer.h"
#include "core/clock.h"
#include "core/desk_kinds.h"
#include "core/time_zones.h"
#include "db/engine/database.h"

namespace secure_export::service::operations {

class SettingsWriter : public admin::SettingsWriter {
public:
    SettingsWriter(db::Database& database, const DeskKinds& kinds, const Clock& clock, const TimeZones& zones)
        : database_(database), kinds_(kinds), clock_(clock), zones_(zones) {}

    Result<admin::SettingsSaved> save(const std::string& document, const std::string& who,
                                      std::optional<std::int64_t> only_over) override;
    Result<admin::SettingsSaved> undo(std::int64_t version, const std::string& who) override;

private:
    db::Database& database_;
    const DeskKinds& kinds_;
    const Clock& clock_;
    const TimeZones& zones_;
};

}  // namespace secure_export::service::operations
