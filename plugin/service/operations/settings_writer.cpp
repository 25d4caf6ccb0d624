#include "service/operations/settings_writer.h"

#include "db/engine/in_transaction.h"
#include "db/store/desk_queues.h"
#include "db/store/key_sets.h"
#include "db/store/settings.h"
#include "service/snapshot.h"
#include "service/watched_desk.h"
#include "settings/document.h"

namespace secure_export::service::operations {

namespace {

// Saves the settings and syncs the rows derived from them: key sets and desk queues.
Result<admin::SettingsSaved> save_document(db::Transaction& tx, const Settings& settings, const std::string& who,
                                           const Moment& now) {
    db::SettingsStore store(tx);
    admin::SettingsSaved saved;
    const std::int64_t before = store.version();
    saved.version = store.save(settings::write_settings(settings), who, now.wall);
    saved.changed = saved.version != before;
    db::KeySets(tx).keep(key_sets_for(settings), now.tick);
    db::DeskQueues lines(tx);
    lines.close_all();
    for (const DeskSettings& desk : settings.desks) lines.configure(desk.name, max_concurrency(desk));
    return saved;
}

admin::SettingsSaved not_saved(const db::SavedSettings& in_force) {
    return {false, false, in_force.version, in_force.changed_by, in_force.changed_at};
}

}  // namespace

Result<admin::SettingsSaved> SettingsWriter::save(const std::string& document, const std::string& who,
                                                  std::optional<std::int64_t> only_over) {
    const auto settings = settings::read_settings(document, kinds_, &zones_);
    if (!settings) return settings.error();
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<admin::SettingsSaved> {
        const db::SavedSettings in_force = db::SettingsStore(tx).current();
        if (only_over && *only_over != in_force.version) return not_saved(in_force);
        return save_document(tx, *settings, who, db::now(tx, clock_));
    });
}

Result<admin::SettingsSaved> SettingsWriter::undo(std::int64_t version, const std::string& who) {
    return db::in_transaction(database_, [&](db::Transaction& tx) -> Result<admin::SettingsSaved> {
        db::SettingsStore store(tx);
        const db::SavedSettings in_force = store.current();
        if (version != in_force.version || version == 0) return not_saved(in_force);
        const db::SavedSettings before = store.version_of(version - 1);
        if (before.version == 0)
            return Error{Fault::invalid, "the first version has no predecessor to restore: change the settings instead",
                         ""};
        const auto settings = settings::read_settings(before.document, kinds_);
        if (!settings)
            return Error{Fault::invalid, "the previous settings are no longer valid: " + settings.error().message, ""};
        return save_document(tx, *settings, who, db::now(tx, clock_));
    });
}

}  // namespace secure_export::service::operations
