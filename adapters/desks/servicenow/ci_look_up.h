#pragma once
// Configuration items by the option "ci_rules".

#include "adapters/desks/servicenow/table.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// Where a rule's records keep what we need of a configuration item.  cmdb_key_value, the table of tags, has one record
// for each tag, which refers to its item.
struct CiFields {
    std::string id, name, ci_class;
    std::string filter;  // the option ci_filter, where the table has its fields
    std::string all(const CiRule& rule) const;
};
CiFields fields_for(const CiRule& rule, const std::string& filter);

class CiLookUp {
public:
    // Both outlive it.
    CiLookUp(const Table& table, const DeskSettings& settings) : table_(table), settings_(settings) {}

    // What the first rule finds that finds anything; at most 3.
    Result<std::vector<ConfigurationItem>> find(const CiQuery& query, Deadline deadline) const;
    // Whether there is such an item: a reference takes any sys_id.
    Result<bool> exists(const std::string& sys_id, Deadline deadline) const;

private:
    Result<std::vector<ConfigurationItem>> ask(const CiRule& rule, const std::string& wanted, Deadline deadline) const;

    const Table& table_;
    const DeskSettings& settings_;
};

}  // namespace secure_export::desks::servicenow
