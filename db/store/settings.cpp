#include "db/store/settings.h"

#include "core/timestamps.h"

namespace secure_export::db {

std::int64_t SettingsStore::version() const {
    Statement row = tx_.prepare("SELECT version FROM setting ORDER BY version DESC LIMIT 1");
    return row.step() ? row.integer(0) : 0;
}

SavedSettings SettingsStore::current() { return version_of(version()); }

SavedSettings SettingsStore::version_of(std::int64_t version) {
    Statement row = tx_.prepare("SELECT version, document, changed_at, changed_by FROM setting WHERE version = $1");
    SavedSettings saved;
    if (row.step_with(version)) row.into(saved.version, saved.document, saved.changed_at, saved.changed_by);
    return saved;
}

std::vector<SavedSettings> SettingsStore::history(std::int64_t before, int limit) {
    Statement row = tx_.prepare(
        "SELECT version, changed_at, changed_by FROM setting WHERE version < $1 ORDER BY version DESC LIMIT $2");
    row.bind_all(before, limit);
    std::vector<SavedSettings> all;
    while (row.step()) {
        SavedSettings& saved = all.emplace_back();
        row.into(saved.version, saved.changed_at, saved.changed_by);
    }
    return all;
}

std::int64_t SettingsStore::save(std::string_view document, std::string_view who, Time now) {
    const SavedSettings before = current();
    if (before.version != 0 && before.document == document) return before.version;
    Statement save =
        tx_.prepare("INSERT INTO setting (version, document, changed_at, changed_by) VALUES ($1, $2, $3, $4)");
    save.run_with(before.version + 1, document, iso(now), who);
    return before.version + 1;
}

}  // namespace secure_export::db
