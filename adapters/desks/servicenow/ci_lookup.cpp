#include "adapters/desks/servicenow/ci_lookup.h"

#include <algorithm>

#include "adapters/desks/rest/fields.h"
#include "adapters/desks/rest/host_names.h"
#include "adapters/desks/rest/limits.h"
#include "adapters/desks/servicenow/limits.h"
#include "core/text.h"

namespace secure_export::desks::servicenow {
namespace {

using rest::max_listed;

constexpr const char* every_item = "cmdb_ci";
constexpr const char* company_field = "company";
// How long to remember that a table has the queried fields, or has no record that shows them.
constexpr auto remembered = std::chrono::minutes(10);

std::string listed(const std::set<std::string>& fields) {
    std::string all = "sys_id";
    for (const std::string& field : fields)
        if (field != "sys_id") all += "," + field;
    return all;
}

// A rule's condition: the value, and for a host name also its other form.
std::string condition_of(const CiRule& rule, const CiQuery& query) {
    if (rule.match == CiRule::Match::contains) return rule.field + "LIKE" + query.value;
    std::string condition = rule.field + "=" + query.value;
    if (query.by != CiQuery::By::name) return condition;
    if (rest::is_host_label(query.value)) condition += "^OR" + rule.field + "STARTSWITH" + query.value + ".";
    if (const std::string label = rest::first_label_of(query.value); !label.empty())
        condition += "^OR" + rule.field + "=" + label;
    return condition;
}

// A host whose full name is known must not match another full name with the same first label.
bool is_another_host(const CiQuery& query, const std::string& name) {
    const std::string full = rest::first_label_of(query.value).empty() ? query.as_received : query.value;
    return !rest::first_label_of(full).empty() && !rest::first_label_of(name).empty() &&
           !same_ignoring_case(full, name);
}

}  // namespace

CiFields fields_for(const CiRule& rule) {
    if (rule.ci_class == "cmdb_key_value")
        return {"configuration_item", "configuration_item.name", "configuration_item.sys_class_name", true};
    return {"sys_id", "name", "sys_class_name", false};
}

std::set<std::string> CiLookUp::asked_of(const CiRule& rule, const Search& search) const {
    const CiFields fields = fields_for(rule);
    std::set<std::string> all{fields.id, fields.name, fields.ci_class, rule.field};
    if (fields.of_tags) return all;
    for (const std::string& field : filter_.fields()) all.insert(field);
    for (const CiRule& other : settings_.ci_rules())  // fields of the same reply that may hold its resource id
        if (other.by == CiQuery::By::resource_id && other.ci_class == rule.ci_class) all.insert(other.field);
    if (!search.company.empty()) all.insert(company_field);
    return all;
}

Outcome CiLookUp::has_fields_of_filter(const std::string& table, const Json::Value& record) const {
    for (const std::string& field : filter_.fields())
        if (!has_field(record, field))
            return table_.client().refused(
                "the table " + table + " shows our account no field " + field + ", so that nothing is filtered by it",
                "the setting \"ci_filter\" and our account's right to read this field");
    return {};
}

// An instance may return nothing for a condition on a field that does not exist, which looks like no such item.
Outcome CiLookUp::fields_are_there(const CiRule& rule, const std::set<std::string>& fields, Deadline deadline) const {
    const std::string place = rule.ci_class + "." + rule.field;
    const auto now = std::chrono::steady_clock::now();
    {
        const std::scoped_lock lock(mutex_);
        if (const auto at = looked_at_.find(place); at != looked_at_.end() && now < at->second) return {};
    }
    const auto records = table_.list(rule.ci_class, "", listed(fields), 1, deadline);
    if (!records) return records.error();
    if (!records->empty()) {
        if (!has_field(records->front(), rule.field))
            return table_.client().refused("the table " + rule.ci_class + " shows our account no field " + rule.field,
                                           "the setting \"ci_rules\" and our account's right to read this field");
        if (!fields_for(rule).of_tags)
            if (Outcome there = has_fields_of_filter(rule.ci_class, records->front()); !there) return there;
    }
    const std::scoped_lock lock(mutex_);
    looked_at_[place] = now + remembered;
    return {};
}

Outcome CiLookUp::ask(const CiRule& rule, Search& search) const {
    const CiFields fields = fields_for(rule);
    const std::set<std::string> asked = asked_of(rule, search);
    const std::string condition = condition_of(rule, search.query);
    const auto records = table_.list(rule.ci_class, fields.of_tags ? condition : filter_.with(condition), listed(asked),
                                     rule.match == CiRule::Match::equals ? max_equal : max_containing, search.deadline);
    if (!records) return records.error();
    if (records->empty()) return fields_are_there(rule, asked, search.deadline);
    std::vector<Found> exact, other_form;
    for (const Json::Value& record : *records) {
        // The instance ignored the condition, so this is an arbitrary record of the table.
        if (!has_field(record, rule.field))
            return table_.client().refused("the table " + rule.ci_class + " shows our account no field " + rule.field,
                                           "the setting \"ci_rules\" and our account's right to read this field");
        const std::string held = field_of(record, rule.field), id = field_of(record, fields.id);
        const std::string name = field_of(record, fields.name);
        const bool by_name = search.query.by == CiQuery::By::name;
        if (!is_sys_id(id) || (by_name && is_another_host(search.query, name))) continue;
        const bool same = rest::rule_matches(rule, search.query.value, held);
        const bool alike = by_name && rule.match == CiRule::Match::equals &&
                           rest::is_other_form(search.query.value, std::string(trimmed(held)));
        if (!same && !alike) continue;
        std::string company, resource_id = by_name ? "" : rest::held_part(search.query.value, held);
        if (!fields.of_tags) {
            if (Outcome there = has_fields_of_filter(rule.ci_class, record); !there) return there;
            if (!filter_.holds(record)) continue;
            company = search.company.empty() ? "" : field_of(record, company_field);
            if (!company.empty() && company != search.company) continue;
            for (const CiRule& other : settings_.ci_rules())
                if (resource_id.empty() && other.by == CiQuery::By::resource_id && other.ci_class == rule.ci_class)
                    resource_id = rest::resource_id_in(field_of(record, other.field));
        }
        std::vector<Found>& found = same ? exact : other_form;
        if (std::ranges::any_of(found, [&](const Found& one) { return one.item.id == id; })) continue;
        found.push_back(
            {{id, name.empty() ? id : name, field_of(record, fields.ci_class), resource_id}, !company.empty()});
    }
    for (auto [from, to] : {std::pair(&exact, &search.exact), std::pair(&other_form, &search.other_form)}) {
        if (fields.of_tags)
            if (Outcome done = drop_unfit_items_of_tags(*from, search); !done) return done;
        for (Found& one : *from)
            if (std::ranges::none_of(*to, [&](const Found& other) { return other.item.id == one.item.id; }))
                to->push_back(std::move(one));
    }
    return {};
}

// A tag contains only the reference to its item, so the items are read to check them.
Outcome CiLookUp::drop_unfit_items_of_tags(std::vector<Found>& found, Search& search) const {
    if (found.empty() || (filter_.empty() && search.company.empty())) return {};
    std::set<std::string> fields{company_field};
    if (search.company.empty()) fields.clear();
    for (const std::string& field : filter_.fields()) fields.insert(field);
    std::string ids;
    for (const Found& one : found) ids += (ids.empty() ? "" : ",") + one.item.id;
    const auto records = table_.list(every_item, "sys_idIN" + ids, listed(fields), max_containing, search.deadline);
    if (!records) return records.error();
    std::map<std::string, bool> fit;  // id -> whether it belongs to the incident's own company
    for (const Json::Value& record : *records) {
        if (Outcome there = has_fields_of_filter(every_item, record); !there) return there;
        const std::string company = search.company.empty() ? "" : field_of(record, company_field);
        if (filter_.holds(record) && (company.empty() || company == search.company))
            fit.emplace(field_of(record, "sys_id"), !company.empty());
    }
    std::erase_if(found, [&](const Found& one) { return !fit.contains(one.item.id); });
    for (Found& one : found) one.own_company = fit.at(one.item.id);
    return {};
}

Result<std::vector<ConfigurationItem>> CiLookUp::find(const CiQuery& query, Deadline deadline) const {
    std::vector<ConfigurationItem> items;
    if (!can_be_asked(query.value)) return items;
    Search search{query,
                  settings_.flag("ci_other_companies") ? "" : rest::value_for(query, settings_, company_field),
                  deadline,
                  {},
                  {}};
    for (const CiRule& rule : settings_.ci_rules()) {
        if (rule.by != query.by) continue;
        if (const Outcome asked = ask(rule, search); !asked) return asked.error();
        if (!search.exact.empty()) break;
    }
    std::vector<Found>& found = search.exact.empty() ? search.other_form : search.exact;
    // Of several items prefer those of the incident's own company; if there are none, keep those of unknown company.
    if (std::ranges::any_of(found, &Found::own_company))
        std::erase_if(found, [](const Found& one) { return !one.own_company; });
    for (Found& one : found)
        if (items.size() < max_listed) items.push_back(std::move(one.item));
    if (const Outcome filled = fill_resource_ids(items, deadline); !filled) return filled.error();
    return items;
}

// Reads the items' own resource ids, if a rule names the field.
Outcome CiLookUp::fill_resource_ids(std::vector<ConfigurationItem>& items, Deadline deadline) const {
    for (const CiRule& rule : settings_.ci_rules()) {
        if (rule.by != CiQuery::By::resource_id) continue;
        std::string ids;
        for (const ConfigurationItem& item : items)
            if (item.resource_id.empty()) ids += (ids.empty() ? "" : ",") + item.id;
        if (ids.empty()) return {};
        const std::string id_field = fields_for(rule).id;
        const auto records =
            table_.list(rule.ci_class, id_field + "IN" + ids, listed({id_field, rule.field}), max_containing, deadline);
        if (!records && records.error().fault == Fault::refused) continue;  // our account may not read the table
        if (!records) return records.error();
        for (const Json::Value& record : *records)
            for (ConfigurationItem& item : items)
                if (item.resource_id.empty() && item.id == field_of(record, id_field))
                    item.resource_id = rest::resource_id_in(field_of(record, rule.field));
    }
    return {};
}

Result<bool> CiLookUp::exists(const std::string& sys_id, Deadline deadline) const {
    if (!is_sys_id(sys_id)) return false;
    const auto item = table_.read("cmdb_ci", sys_id, "sys_id", deadline);
    if (!item) return item.error();
    return !item->isNull();
}

}  // namespace secure_export::desks::servicenow
