#include "service/operations/cmdb.h"

#include "core/resource_id.h"
#include "db/engine/in_transaction.h"
#include "db/store/bindings.h"
#include "service/operations/desk_named.h"

namespace secure_export::service::operations {

namespace {

Result<ItemImporter*> importer_of(Desk& desk, const std::string& name) {
    if (ItemImporter* importer = desk.importer()) return importer;
    return Error{Fault::invalid,
                 "desk \"" + name + "\" keeps its configuration items itself: import them there, not here", ""};
}

Result<admin::ImportReport> report_of(const Result<ItemImport>& imported) {
    if (!imported) return imported.error();
    admin::ImportReport report{imported->added, imported->changed, imported->unchanged, {}};
    for (const ItemImport::Problem& problem : imported->problems)
        report.problems.push_back("line " + std::to_string(problem.line) + ", column " +
                                  std::to_string(problem.column) + ": " + problem.what);
    return report;
}

}  // namespace

Result<admin::ImportReport> Cmdb::import_csv(const std::string& desk, std::string_view csv, const std::string& who) {
    const auto found = desk_named(desk, snapshots_, desks_);
    if (!found) return found.error();
    const auto importer = importer_of(**found, desk);
    if (!importer) return importer.error();
    auto report = report_of((*importer)->import_cis(csv));
    if (report && report->problems.empty()) {
        const auto due = db::in_transaction(database_, [&](db::Transaction& tx) -> Outcome {
            db::Bindings(tx).look_up_now(desk, db::now(tx, env_.clock));
            return {};
        });
        if (!due) return due.error();
        env_.log.write(Level::info, "configuration items of desk \"" + desk + "\" were imported by " + who);
    }
    return report;
}

Result<admin::ImportReport> Cmdb::preview_csv(const std::string& desk, std::string_view csv) {
    const auto found = desk_named(desk, snapshots_, desks_);
    if (!found) return found.error();
    const auto importer = importer_of(**found, desk);
    if (!importer) return importer.error();
    return report_of((*importer)->preview_cis(csv));
}

Result<std::vector<ConfigurationItem>> Cmdb::find(const std::string& desk, const CiQuery& query) {
    const auto found = desk_named(desk, snapshots_, desks_);
    if (!found) return found.error();
    CiQuery asked = query;
    if (asked.by == CiQuery::By::resource_id) asked.value = canonical_resource_id(asked.value);
    return (*found)->find_ci(asked);
}

}  // namespace secure_export::service::operations
