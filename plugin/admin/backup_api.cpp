#include "admin/backup_api.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "db/engine/copy.h"
#include "db/engine/in_transaction.h"
#include "db/store/schema.h"

namespace secure_export::admin {
namespace {

// The mapping comes first, so that its copy is never newer than that of the local desk's register.  An incident that
// only the register has is found by its key when its alert is retried; one that only the mapping has would be lost.
std::vector<std::filesystem::path> databases_beside(const std::filesystem::path& mapping) {
    std::vector<std::filesystem::path> files = {mapping};
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(mapping.parent_path(), failed))
        if (entry.path().extension() == ".sqlite" && entry.is_regular_file(failed) && entry.path() != mapping)
            files.push_back(entry.path());
    std::sort(files.begin() + 1, files.end());
    return files;
}

// Checks that the file is a database of this product, of any version.
Outcome is_ours(const std::filesystem::path& mapping) {
    db::Database::Options options = db::mapping_options();
    options.create = false;
    options.read_only = true;
    options.migrations.clear();
    options.views = {};
    db::Database database(mapping, options);
    return db::in_reading(database, [](db::Transaction&) -> Outcome { return {}; });
}

}  // namespace

Response backup_reply(const db::Database& database) {
    if (const Outcome ours = is_ours(database.file()); !ours) return ours.error();
    const std::filesystem::path folder = database.file().parent_path() / "backup.new";
    std::error_code failed;
    std::filesystem::remove_all(folder, failed);
    if (!std::filesystem::create_directory(folder, failed))
        return refused(503, "cannot make " + folder.string() + ": " + failed.message());
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    Json::Value body(Json::objectValue);
    for (const std::filesystem::path& file : databases_beside(database.file())) {
        if (const Outcome copied = db::copy_database(file, folder / file.filename()); !copied) {
            std::filesystem::remove_all(folder, failed);
            return copied.error();
        }
        body["files"].append(file.filename().string());
    }
    return body;
}

}  // namespace secure_export::admin
