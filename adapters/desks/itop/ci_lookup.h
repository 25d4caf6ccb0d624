#pragma once
// Finds configuration items by the rules of the settings.

#include <string>
#include <vector>

#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// The setting in messages about look-ups.
std::string look_at(const CiRule& rule);

// [concurrent]
class CiLookUp {
public:
    // Both outlive it.
    CiLookUp(const Api& api, const DeskSettings& settings) : api_(api), settings_(settings) {}

    // What the first rule finds that finds something: at most 3, each compared with what was asked for, none that the
    // setting "ci_filter" leaves out.  Those of the incident's organization alone when there are any, else those of
    // others if "ci_other_organizations" allows them.  Errors:
    // - Fault::refused, with the setting to look at, for a rule or filter that iTop turns down and when too many items
    //   have to be compared; else those of Api::read.
    Result<std::vector<ConfigurationItem>> find(const CiQuery& query, Deadline deadline) const;

    // By one rule, for the incident's organization as in `fields` or the settings.
    Result<std::vector<ConfigurationItem>> find_by(const CiRule& rule, const std::string& value, const FieldMap& fields,
                                                   Deadline deadline) const;

private:
    struct Organization;
    Result<Organization> organization(const FieldMap& fields, Deadline deadline) const;
    std::vector<std::string> id_fields(const std::string& ci_class) const;
    std::string question(const CiRule& rule, const std::string& value) const;
    Result<ConfigurationItem> item(const Row& row, const CiRule& rule, const std::string& value,
                                   Deadline deadline) const;

    const Api& api_;
    const DeskSettings& settings_;
};

}  // namespace secure_export::desks::itop
