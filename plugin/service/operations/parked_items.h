#pragma once
// Retries or drops parked deliveries.

#include "admin/parked_items.h"
#include "db/store/inbox.h"
#include "service/desk_directory.h"

namespace secure_export::service::operations {

class ParkedItems : public admin::ParkedItems {
public:
    ParkedItems(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const Environment& env)
        : database_(database), snapshots_(snapshots), desks_(desks), env_(env) {}

    Outcome retry(std::int64_t delivery, const std::string& who) override;
    Result<int> retry_all(const std::string& who) override;
    Result<std::string> drop(std::int64_t delivery, const std::string& who, const std::string& why,
                             bool look_first) override;

private:
    Result<std::optional<DeskIncident>> opened_after_all(const db::Item& item);
    std::string close_dropped(db::Transaction& tx, const db::Item& item, const std::optional<DeskIncident>& there,
                              const std::string& why);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const Environment& env_;
};

}  // namespace secure_export::service::operations
