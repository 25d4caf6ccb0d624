#include "adapters/desks/itop/ci_lookup.h"

#include <algorithm>

#include "adapters/desks/itop/limits.h"
#include "adapters/desks/itop/oql.h"
#include "adapters/desks/itop/resource_ids.h"
#include "adapters/desks/rest/fields.h"
#include "adapters/desks/rest/limits.h"
#include "core/field_templates.h"
#include "core/text.h"

namespace secure_export::desks::itop {
namespace {

using rest::max_listed;

constexpr const char* base_class = "FunctionalCI";  // the base class of everything that can be linked to a ticket

// `part` as spelled in `text`, which contains it in any case.
std::string as_it_stands(const std::string& text, const std::string& part) {
    const std::size_t at = lower(text).find(lower(part));
    return at == std::string::npos ? part : text.substr(at, part.size());
}

bool holds_an_id(const std::string& text) { return lower(text).find("/subscriptions/") != std::string::npos; }

}  // namespace

// The incident's organization: by number if the route gives one, otherwise by name.
struct CiLookUp::Organization {
    std::string id, name;

    bool has(const Row& row) const {
        return id.empty() ? same_ignoring_case(name, trimmed(row.text("organization_name"))) : id == row.text("org_id");
    }
};

std::string look_at(const CiRule& rule) {
    return "the rule for " + rule.ci_class + "." + rule.field + " in the setting \"ci_rules\"";
}

Result<CiLookUp::Organization> CiLookUp::organization(const DeskFields& fields, Deadline deadline) const {
    const DeskFields fixed{fixed_fields(settings_, "fields")};
    for (const DeskFields* given : {&fields, &fixed}) {
        const auto at = given->values.find("org_id");
        if (at == given->values.end() || at->second.empty()) continue;
        const auto from_alert = given->from_alert.find("org_id");
        const Json::Value wanted =
            from_alert == given->from_alert.end() ? reference(at->second) : reference(at->second, from_alert->second);
        if (wanted.isObject()) return Organization{{}, at->second};
        if (is_number(wanted.asString())) return Organization{at->second, {}};
        const std::string where = "\"fields\", org_id";
        const auto rows = api_.read({"Organization", wanted, "id", 2}, deadline, where);
        if (!rows) return rows.error();
        if (rows->size() != 1) return api_.client().refused("its query finds no organization, or several", where);
        return Organization{rows->front().id, {}};
    }
    return Organization{{}, settings_.text("organization")};
}

// The fields of that class that may contain a resource id, besides the description: those of rules by resource id.
std::vector<std::string> CiLookUp::id_fields(const std::string& ci_class) const {
    std::vector<std::string> fields{"description"};
    for (const CiRule& rule : settings_.ci_rules())
        if (rule.by == CiQuery::By::resource_id && (rule.ci_class == ci_class || rule.ci_class == base_class) &&
            std::ranges::find(fields, rule.field) == fields.end())
            fields.push_back(rule.field);
    return fields;
}

std::string CiLookUp::question(const CiRule& rule, const std::string& value) const {
    const std::string compared =
        rule.match == CiRule::Match::contains ? " LIKE " + like(value) : " = " + literal(value);
    const std::string& filter = settings_.text("ci_filter");
    return "SELECT " + rule.ci_class + " WHERE " + rule.field + compared +
           (trimmed(filter).empty() ? std::string() : " AND (" + filter + ")");
}

Result<ConfigurationItem> CiLookUp::item(const Row& row, const CiRule& rule, const std::string& value,
                                         Deadline deadline) const {
    ConfigurationItem ci{row.id, row.text("name"), row.class_name, {}};
    if (ci.ci_class.empty()) ci.ci_class = row.text("finalclass");
    const bool by_id = rule.by == CiQuery::By::resource_id;
    if (by_id && rule.match == CiRule::Match::equals) {
        ci.resource_id = std::string(trimmed(row.text(rule.field.c_str())));
        return ci;
    }
    Row whole = row;
    const auto fields = id_fields(ci.ci_class);
    std::string unread;
    for (const std::string& field : fields)
        if (!row.fields.isMember(field)) unread += (unread.empty() ? "" : ",") + field;
    if (!unread.empty()) {  // fields of the item's own class that the queried class does not have
        const auto rows = api_.read({ci.ci_class, json_number(row.id), unread}, deadline, "the setting \"ci_rules\"");
        if (!rows) return rows.error();
        if (!rows->empty() && rows->front().id == row.id)
            for (const std::string& field : rows->front().fields.getMemberNames())
                whole.fields[field] = rows->front().fields[field];
    }
    // A dedicated field takes precedence over the description.
    std::vector<std::string> ids;
    for (auto field = fields.rbegin(); field != fields.rend() && ids.empty(); ++field)
        if (const std::string text = whole.text(field->c_str()); holds_an_id(text)) ids = resource_ids_in(text);
    ci.resource_id = own_resource_id(ids, by_id ? value : std::string(), ci.name);
    if (by_id && ci.resource_id.empty()) ci.resource_id = as_it_stands(whole.text(rule.field.c_str()), value);
    return ci;
}

Result<std::vector<ConfigurationItem>> CiLookUp::find_by(const CiRule& rule, const std::string& value,
                                                         const DeskFields& fields, Deadline deadline) const {
    const auto incident_s = organization(fields, deadline);
    if (!incident_s) return incident_s.error();
    std::vector<Row> own, others;
    std::string asked = "id,name,finalclass,org_id,organization_name";
    std::vector<std::string> more = id_fields(rule.ci_class);
    if (std::ranges::find(more, rule.field) == more.end()) more.push_back(rule.field);
    for (const std::string& field : more)
        if (field != "name") asked += "," + field;
    const std::string where = look_at(rule) + " and the setting \"ci_filter\"";
    Question ask{rule.ci_class, question(rule, value), asked, page_size};
    for (bool more_pages = true; more_pages && own.size() < max_listed; ++ask.page) {
        // If not all rows were read, the item found may be one of several.
        if (ask.page > max_pages)
            return Error{Fault::refused,
                         api_.client().desk() + " has more than " + std::to_string(page_size * max_pages) +
                             " configuration items that are alike: look at " + where,
                         {}};
        const auto rows = api_.read(ask, deadline, where);
        if (!rows) return rows.error();
        more_pages = rows->size() >= page_size;
        for (const Row& row : *rows)
            if (is_number(row.id) && rest::rule_matches(rule, value, row.text(rule.field.c_str())))
                (incident_s->has(row) ? own : others).push_back(row);
    }
    const bool with_others = own.empty() && settings_.flag("ci_other_organizations");
    std::vector<ConfigurationItem> found;
    for (const Row& row : with_others ? others : own) {
        if (found.size() == max_listed) break;
        auto ci = item(row, rule, value, deadline);
        if (!ci) return ci.error();
        found.push_back(std::move(*ci));
    }
    return found;
}

Result<std::vector<ConfigurationItem>> CiLookUp::find(const CiQuery& query, Deadline deadline) const {
    std::vector<ConfigurationItem> none;
    if (trimmed(query.value).empty()) return none;
    for (const CiRule& rule : settings_.ci_rules()) {
        if (rule.by != query.by) continue;
        auto found = find_by(rule, query.value, query.fields, deadline);
        if (!found || !found->empty()) return found;
    }
    return none;
}

}  // namespace secure_export::desks::itop
