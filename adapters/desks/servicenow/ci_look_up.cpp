#include "adapters/desks/servicenow/ci_look_up.h"

#include <algorithm>

#include "adapters/desks/rest/fields.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

constexpr std::size_t most_told = 3;
// The limit counts before records that we may not see are taken away.
constexpr int most_equal = 20;
// A text that contains "vm-1" may be one of the many that contain "vm-10".
constexpr int most_containing = 200;
constexpr std::size_t most_asked_bytes = 2000;  // three times as long in an address, of which proxies take 8000

// What cannot be part of a name or resource id is not asked for: "^" ends a condition, and whether "^^" stands for one
// is not well documented; a value that begins with "javascript:" is run by the instance.
bool can_be_asked(const std::string& value) {
    return !trimmed(value).empty() && value.size() <= most_asked_bytes && value.find('^') == std::string::npos &&
           lower(value).find("javascript:") == std::string::npos && one_line(value) == value;
}

bool told_already(const std::vector<ConfigurationItem>& items, const std::string& id) {
    return std::ranges::any_of(items, [&](const ConfigurationItem& item) { return item.id == id; });
}

}  // namespace

std::string CiFields::all(const CiRule& rule) const {
    std::string fields = "sys_id";
    for (const std::string& field : {id, name, ci_class, rule.field})
        if (field != "sys_id") fields += "," + field;
    return fields;
}

CiFields fields_for(const CiRule& rule, const std::string& filter) {
    if (rule.ci_class == "cmdb_key_value")
        return {"configuration_item", "configuration_item.name", "configuration_item.sys_class_name", ""};
    return {"sys_id", "name", "sys_class_name", filter};
}

Result<std::vector<ConfigurationItem>> CiLookUp::ask(const CiRule& rule, const std::string& wanted,
                                                     Deadline deadline) const {
    const CiFields fields = fields_for(rule, settings_.text("ci_filter"));
    const bool equals = rule.match == CiRule::Match::equals;
    const std::string query =
        rule.field + (equals ? "=" : "LIKE") + wanted + (fields.filter.empty() ? "" : "^" + fields.filter);
    const auto records =
        table_.list(rule.ci_class, query, fields.all(rule), equals ? most_equal : most_containing, deadline);
    if (!records) return records.error();
    std::vector<ConfigurationItem> items;
    for (const Json::Value& record : *records) {
        // The condition was dropped, so this is any record of the table.
        if (!has_field(record, rule.field))
            return table_.client().refused("the table " + rule.ci_class + " shows our account no field " + rule.field,
                                           "the setting \"ci_rules\" and our account's right to read this field");
        const std::string held = field_of(record, rule.field), id = field_of(record, fields.id);
        if (!is_sys_id(id) || !rest::rule_matches(rule, wanted, held) || told_already(items, id)) continue;
        const std::string name = field_of(record, fields.name);
        items.push_back({id, name.empty() ? id : name, field_of(record, fields.ci_class),
                         rule.by == CiQuery::By::resource_id ? wanted : std::string()});
        if (items.size() == most_told) break;
    }
    return items;
}

Result<std::vector<ConfigurationItem>> CiLookUp::find(const CiQuery& query, Deadline deadline) const {
    if (!can_be_asked(query.value)) return std::vector<ConfigurationItem>();
    for (const CiRule& rule : settings_.ci_rules()) {
        if (rule.by != query.by) continue;
        auto items = ask(rule, query.value, deadline);
        if (!items || !items->empty()) return items;
    }
    return std::vector<ConfigurationItem>();
}

Result<bool> CiLookUp::exists(const std::string& sys_id, Deadline deadline) const {
    if (!is_sys_id(sys_id)) return false;
    const auto item = table_.read("cmdb_ci", sys_id, "sys_id", deadline);
    if (!item) return item.error();
    return !item->isNull();
}

}  // namespace secure_export::desks::servicenow
