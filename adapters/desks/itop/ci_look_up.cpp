#include "adapters/desks/itop/ci_look_up.h"

#include "adapters/desks/itop/oql.h"
#include "adapters/desks/rest/fields.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

constexpr std::size_t most_told = 3;  // core/desk.h
// iTop finds more than it was asked for: names alike but for accents, ids that begin with the id.  A page of 25 is some
// 100 KiB even with long descriptions; more than 8 pages would outlast the time limit.
constexpr int page_size = 25, most_pages = 8;

Json::Value question(const CiRule& rule, const std::string& value) {
    if (rule.match == CiRule::Match::contains)
        return "SELECT " + rule.ci_class + " WHERE " + rule.field + " LIKE " + like(value);
    Json::Value equal(Json::objectValue);  // no quoting
    equal[rule.field] = value;
    return equal;
}

ConfigurationItem item(const Row& row, const CiRule& rule, const std::string& value) {
    ConfigurationItem ci{row.id, row.text("name"), row.class_name, {}};
    if (ci.ci_class.empty()) ci.ci_class = row.text("finalclass");
    if (rule.by != CiQuery::By::resource_id) return ci;
    ci.resource_id = rule.match == CiRule::Match::equals ? std::string(trimmed(row.text(rule.field.c_str()))) : value;
    return ci;
}

}  // namespace

std::string look_at(const CiRule& rule) {
    return "the rule for " + rule.ci_class + "." + rule.field + " in the setting \"ci_rules\"";
}

Result<std::vector<ConfigurationItem>> find_by(const Api& api, const CiRule& rule, const std::string& value,
                                               Deadline deadline) {
    std::vector<ConfigurationItem> found;
    Question ask{rule.ci_class, question(rule, value), "id,name,finalclass," + rule.field, page_size};
    for (; ask.page <= most_pages; ++ask.page) {
        const auto rows = api.read(ask, deadline, look_at(rule));
        if (!rows) return rows.error();
        for (const Row& row : *rows) {
            if (!is_number(row.id) || !rest::rule_matches(rule, value, row.text(rule.field.c_str()))) continue;
            found.push_back(item(row, rule, value));
            if (found.size() == most_told) return found;
        }
        if (rows->size() < page_size) return found;
    }
    // With rows unseen, one that was found might be one of several.
    return Error{Fault::refused,
                 api.client().desk() + " has more than " + std::to_string(page_size * most_pages) +
                     " configuration items that are alike: look at " + look_at(rule),
                 {}};
}

Result<std::vector<ConfigurationItem>> find_ci(const Api& api, const std::vector<CiRule>& rules, const CiQuery& query,
                                               Deadline deadline) {
    std::vector<ConfigurationItem> none;
    if (trimmed(query.value).empty()) return none;
    for (const CiRule& rule : rules) {
        if (rule.by != query.by) continue;
        auto found = find_by(api, rule, query.value, deadline);
        if (!found || !found->empty()) return found;
    }
    return none;
}

}  // namespace secure_export::desks::itop
