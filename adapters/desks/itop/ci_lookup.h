#pragma once
// Finds configuration items by the rules of the settings.

#include <string>
#include <vector>

#include "adapters/desks/itop/client.h"

namespace secure_export::desks::itop {

// Names the setting, for messages about look-ups.
std::string look_at(const CiRule& rule);

// [concurrent]
class CiLookUp {
public:
    // Both must outlive it.
    CiLookUp(const Api& api, const DeskSettings& settings) : api_(api), settings_(settings) {}

    // The items of the first rule that finds any: at most 3, compared with the query, without those that the setting
    // "ci_filter" excludes.  Only those of the incident's organization if there are any, otherwise those of others if
    // "ci_other_organizations" allows them.  Errors:
    // - Fault::refused, with the setting to check, for a rule or filter that iTop rejects, and when too many items
    //   would have to be compared; otherwise those of Api::read().
    Result<std::vector<ConfigurationItem>> find(const CiQuery& query, Deadline deadline) const;

    // Looks up by one rule, for the incident's organization in `fields` or the settings.
    Result<std::vector<ConfigurationItem>> find_by(const CiRule& rule, const std::string& value,
                                                   const DeskFields& fields, Deadline deadline) const;

private:
    struct Organization;
    Result<Organization> organization(const DeskFields& fields, Deadline deadline) const;
    std::vector<std::string> id_fields(const std::string& ci_class) const;
    std::string question(const CiRule& rule, const std::string& value) const;
    Result<ConfigurationItem> item(const Row& row, const CiRule& rule, const std::string& value,
                                   Deadline deadline) const;

    const Api& api_;
    const DeskSettings& settings_;
};

}  // namespace secure_export::desks::itop
