#pragma once
// Looks up configuration items by the option "ci_rules".

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "adapters/desks/servicenow/client.h"
#include "adapters/desks/servicenow/encoded_query.h"
#include "core/settings.h"

namespace secure_export::desks::servicenow {

// The fields of a rule's records that describe the configuration item.  cmdb_key_value, the table of tags, has one
// record per tag, which refers to its item; the option "ci_filter" applies to the item, not to the tag.
struct CiFields {
    std::string id, name, ci_class;
    bool of_tags = false;
};
CiFields fields_for(const CiRule& rule);

class CiLookUp {
public:
    // Both must outlive it.
    CiLookUp(const Table& table, const DeskSettings& settings)
        : table_(table), settings_(settings), filter_(settings.text("ci_filter")) {}

    // The items of the first rule that finds any; at most 3.  A host is searched under both forms of its name; the
    // other form counts only if no rule finds the exact one.
    Result<std::vector<ConfigurationItem>> find(const CiQuery& query, Deadline deadline) const;
    // Whether the item exists: ServiceNow accepts any sys_id in a reference.
    Result<bool> exists(const std::string& sys_id, Deadline deadline) const;

private:
    struct Found {
        ConfigurationItem item;
        bool own_company;
    };
    struct Search {
        const CiQuery& query;
        const std::string company;  // of the incident; empty: unknown, or to be ignored
        const Deadline deadline;
        std::vector<Found> exact, other_form;
    };

    Outcome ask(const CiRule& rule, Search& search) const;
    Outcome drop_unfit_items_of_tags(std::vector<Found>& found, Search& search) const;
    Outcome fields_are_there(const CiRule& rule, const std::set<std::string>& fields, Deadline deadline) const;
    Outcome has_fields_of_filter(const std::string& table, const Json::Value& record) const;
    std::set<std::string> asked_of(const CiRule& rule, const Search& search) const;
    Outcome fill_resource_ids(std::vector<ConfigurationItem>& items, Deadline deadline) const;

    const Table& table_;
    const DeskSettings& settings_;
    const EncodedQuery filter_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::chrono::steady_clock::time_point> looked_at_;  // "table.field" -> valid until
};

}  // namespace secure_export::desks::servicenow
