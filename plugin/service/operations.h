#pragma once
// What administrators order: changes that touch several parts at once.  Serves the admin API (admin/api.h).

#include "admin/actions.h"
#include "db/store/inbox.h"
#include "service/desk_directory.h"
#include "service/secret_store.h"

namespace secure_export::service {

class Operations : public admin::Actions {
public:
    Operations(db::Database& database, Snapshots& snapshots, DeskDirectory& desks, const SecretStore& secrets,
               const Environment& env);

    std::string public_addresses() override { return env_.addresses ? env_.addresses->list() : std::string(); }
    Result<admin::SettingsSaved> save_settings(const std::string& document, const std::string& who,
                                               std::optional<std::int64_t> only_over) override;
    Result<admin::SettingsSaved> undo_settings(std::int64_t version, const std::string& who) override;
    std::vector<admin::DeskTest> try_desks(const Settings& settings) override;
    Outcome retry(std::int64_t delivery, const std::string& who) override;
    Result<int> retry_all(const std::string& who) override;
    Result<std::string> drop(std::int64_t delivery, const std::string& who, const std::string& why,
                             bool look_first) override;
    Result<int> forget(const std::string& alert, const std::string& who) override;
    Result<admin::ImportReport> import_cis(const std::string& desk, std::string_view csv,
                                           const std::string& who) override;
    Result<admin::ImportReport> preview_cis(const std::string& desk, std::string_view csv) override;
    Result<std::vector<ConfigurationItem>> find_cis(const std::string& desk, const CiQuery& query) override;
    Outcome pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                const std::string& who) override;
    Outcome unpin(const std::string& desk, const std::string& resource, const std::string& who) override;
    Result<admin::DryRun> dry_run(const admin::DryRunOrder& order) override;
    Result<DeskCheck> test_desk(const std::string& desk) override;
    Outcome set_secret(const std::string& desk, const std::string& field, std::string_view value,
                       const std::string& who) override;
    Outcome remove_secret(const std::string& desk, const std::string& field, const std::string& who) override;
    Result<std::vector<std::string>> secret_keys() override;
    Result<int> rotate_secret_key(const std::string& who) override;

private:
    Result<std::optional<DeskIncident>> opened_after_all(const db::Item& item);
    std::string close_dropped(db::Transaction& tx, const db::Item& item, const std::optional<DeskIncident>& there,
                              const std::string& why);
    Result<std::shared_ptr<Desk>> desk_named(const std::string& name);

    db::Database& database_;
    Snapshots& snapshots_;
    DeskDirectory& desks_;
    const SecretStore& secrets_;
    const Environment& env_;
};

}  // namespace secure_export::service
