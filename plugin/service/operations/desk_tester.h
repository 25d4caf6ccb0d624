#pragma once
// Tests desks' connections and permissions.

#include "admin/desk_tester.h"
#include "service/desk_directory.h"

namespace secure_export::service::operations {

class DeskTester : public admin::DeskTester {
public:
    DeskTester(Snapshots& snapshots, DeskDirectory& desks) : snapshots_(snapshots), desks_(desks) {}

    Result<DeskCheck> test(const std::string& desk) override;
    std::vector<admin::DeskTest> test_changed(const Settings& settings) override;

private:
    Snapshots& snapshots_;
    DeskDirectory& desks_;
};

}  // namespace secure_export::service::operations
