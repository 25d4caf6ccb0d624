#pragma once
// Changes the desks' secrets; deliveries that waited for a new secret are retried at once.

#include "admin/desk_secrets.h"
#include "db/engine/database.h"
#include "service/secret_store.h"
#include "service/snapshot.h"

namespace secure_export::service::operations {

class DeskSecrets : public admin::DeskSecrets {
public:
    DeskSecrets(db::Database& database, Snapshots& snapshots, const SecretStore& secrets, const Environment& env)
        : database_(database), snapshots_(snapshots), secrets_(secrets), env_(env) {}

    Outcome set(const std::string& desk, const std::string& field, std::string_view value,
                const std::string& who) override;
    Outcome remove(const std::string& desk, const std::string& field, const std::string& who) override;
    Result<std::vector<std::string>> key_ids() override;
    Result<int> rotate_key(const std::string& who) override;

private:
    db::Database& database_;
    Snapshots& snapshots_;
    const SecretStore& secrets_;
    const Environment& env_;
};

}  // namespace secure_export::service::operations
