#pragma once
// Searches desks' configuration items, and imports them into desks that support it.

#include "admin/cmdb.h"
#include "db/engine/database.h"
#include "service/desk_directory.h"

namespace secure_export::service::operations {

class Cmdb : public admin::Cmdb {
public:
    Cmdb(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
        : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

    Result<std::vector<ConfigurationItem>> find(const std::string& desk, const CiQuery& query) override;
    Result<admin::ImportReport> import_csv(const std::string& desk, std::string_view csv,
                                           const std::string& who) override;
    Result<admin::ImportReport> preview_csv(const std::string& desk, std::string_view csv) override;

private:
    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service::operations
