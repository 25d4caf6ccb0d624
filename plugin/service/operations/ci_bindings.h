#pragma once
// Stores and removes bindings of resources to configuration items that operators pin.

#include "admin/ci_bindings.h"
#include "db/engine/database.h"
#include "service/snapshot.h"

namespace secure_export::service::operations {

class CiBindings : public admin::CiBindings {
public:
    CiBindings(db::Database& database, Snapshots& snapshots, const Environment& env)
        : database_(database), snapshots_(snapshots), env_(env) {}

    Outcome pin(const std::string& desk, const std::string& resource, const ConfigurationItem& ci,
                const std::string& who) override;
    Outcome unpin(const std::string& desk, const std::string& resource, const std::string& who) override;

private:
    db::Database& database_;
    Snapshots& snapshots_;
    const Environment& env_;
};

}  // namespace secure_export::service::operations
