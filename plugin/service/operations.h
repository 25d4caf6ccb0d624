#pragma once
// What administrators order: changes that touch several parts at once.  Serves the admin API (admin/api.h).

#include "admin/actions.h"
#include "service/desk_directory.h"

namespace secure_export::service {

class Operations : public admin::Actions {
public:
    Operations(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env);

    Result<std::int64_t> save_settings(const std::string& document, const std::string& who) override;
    Outcome retry(std::int64_t delivery, const std::string& who) override;
    Result<int> retry_all(const std::string& who) override;
    Outcome drop(std::int64_t delivery, const std::string& who, const std::string& why) override;
    Result<admin::ImportReport> import_cis(const std::string& desk, std::string_view csv,
                                           const std::string& who) override;
    Result<DeskCheck> test_desk(const std::string& desk) override;

private:
    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service
